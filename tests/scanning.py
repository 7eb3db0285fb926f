"""What a camera reads on the pages of a PDF."""

import subprocess
from pathlib import Path

import numpy as np
import zxingcpp


def scanned(content: bytes, folder: Path) -> list[list[str]]:
    """The texts of the codes on each page, as rendered by a program that is not ours."""
    file = folder / "scanned.pdf"
    file.write_bytes(content)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-gray", str(file), str(folder / "scanned")], check=True
    )
    pages = sorted(folder.glob("scanned-*.pgm"))
    return [[code.text for code in zxingcpp.read_barcodes(_picture(page))] for page in pages]


def _picture(page: Path) -> np.ndarray:
    """A grey picture (PGM): size in the second line, then one byte per dot."""
    _, size, _, dots = page.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(dots, dtype=np.uint8).reshape(height, width)
