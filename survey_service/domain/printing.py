"""A PDF made on request, kept nowhere: Typst in a process of its own, its memory goes with it."""

import subprocess
import sys

import msgspec

from exports.documents import Document
from exports.letters import Post

SECONDS = 120
PROGRAMS = {Document: "exports.documents", Post: "exports.letters"}


def printed(content: Document | Post) -> bytes:
    """The PDF. Takes a second or more: never inside a transaction."""
    done = subprocess.run(  # noqa: S603  the programs are ours
        [sys.executable, "-m", PROGRAMS[type(content)]],
        input=msgspec.json.encode(content),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        # What the process says may hold what it was given: only that it failed is told.
        raise RuntimeError(f"{PROGRAMS[type(content)]} failed (exit {done.returncode})")
    return done.stdout
