"""What the web process may not load."""

import subprocess
import sys

HEAVY = ("spacy", "sklearn", "scipy", "altair", "typst", "lingua", "pyxform", "pyproj", "shapely")


def test_web_process_loads_nothing_heavy() -> None:
    code = (
        f"import sys; import survey_service.app; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
