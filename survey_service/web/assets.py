"""The built front-end files: their content hashes, and the URLs that carry them.

`hatch_build.py` writes everything the browser may ask for into `survey_service/static/vendor`,
with a `manifest.json` (path -> content hash) and, where it pays, a `.gz` beside the file.
A URL with its hash never changes its meaning, so it may be cached for ever.
"""

from functools import cache
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent.parent / "static" / "vendor"
PREFIX = "/static/"
NOT_BUILT = (
    "Die Oberfläche ist noch nicht gebaut. Bitte „make install“ "
    "oder „python hatch_build.py“ ausführen."
)


class AssetsMissing(RuntimeError):
    """The front-end files are not built, or a template asks for one that does not exist."""


@cache
def hashes() -> dict[str, str]:
    """Path below FOLDER -> content hash, as the build wrote them."""
    manifest = FOLDER / "manifest.json"
    if not manifest.is_file():
        raise AssetsMissing(NOT_BUILT)
    return msgspec.json.decode(manifest.read_bytes(), type=dict[str, str])


def static_url(path: str) -> str:
    """`respondent.css` -> `/static/respondent.css?v=1f0c...`."""
    known = hashes()
    if path not in known:
        raise AssetsMissing(f"Die Datei „{path}“ fehlt in der gebauten Oberfläche. {NOT_BUILT}")
    return f"{PREFIX}{path}?v={known[path]}"
