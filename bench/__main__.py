"""``make bench``: every figure beside its target; writes bench/results.json."""

import argparse
import importlib
import platform
import sys
from pathlib import Path

import msgspec

from bench.figures import Figure, table

RESULTS = Path(__file__).parent / "results.json"
# In this order: what is quick first.
BENCHES = (
    "start",
    "coding",
    "quality",
    "bonn",
    "selection",
    "answers",
    "returns",
    "desk",
    "clone",
)


def main() -> int:
    """Run the named benches (all without a name); exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="NAME")
    chosen = parser.parse_args().names or BENCHES
    figures: list[Figure] = []
    for name in chosen:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        figures += importlib.import_module(f"bench.{name}").measure()
    print(table(figures))
    if tuple(chosen) == BENCHES:
        _write(figures)
    return 1 if any(figure.met is False for figure in figures) else 0


def _write(figures: list[Figure]) -> None:
    content = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "figures": [{**msgspec.structs.asdict(figure), "met": figure.met} for figure in figures],
    }
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


if __name__ == "__main__":
    sys.exit(main())
