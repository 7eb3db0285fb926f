"""A trained model on disk: model.json and weights.npz, no pickles, same content same bytes."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from analysis.coders.coder import ModelUnreadable

Header = TypeVar("Header", bound=msgspec.Struct)
HEADER, ARRAYS = "model.json", "weights.npz"


def save(directory: Path, header: msgspec.Struct, arrays: dict[str, np.ndarray]) -> None:
    """Write both files, each to a temporary name first, so that none is ever half-written."""
    directory.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(header), indent=0)
    for name, content in ((ARRAYS, _packed(arrays)), (HEADER, text)):
        temporary = directory / f".{name}.part"
        temporary.write_bytes(content)
        temporary.replace(directory / name)


def _packed(arrays: dict[str, np.ndarray]) -> bytes:
    # Not np.savez: the date and the order of its entries are numpy's business, ours are fixed.
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(arrays[name]), version=(1, 0))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())
    return target.getvalue()


def restore(directory: Path, kind: type[Header]) -> tuple[Header, dict[str, np.ndarray], str]:
    """Header, arrays and fingerprint (8 hex digits over both files)."""
    try:
        text = (directory / HEADER).read_bytes()
        packed = (directory / ARRAYS).read_bytes()
        header = msgspec.json.decode(text, type=kind)
        with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except FileNotFoundError as error:
        raise ModelUnreadable(
            f"{directory}: Hier liegt kein Modell. Erwartet werden {HEADER} und {ARRAYS};"
            " „survey-service analysis train“ legt sie an."
        ) from error
    except (OSError, ValueError, zipfile.BadZipFile, msgspec.MsgspecError) as error:
        raise ModelUnreadable(
            f"{directory}: Das Modell ist beschädigt oder stammt aus einer anderen Version."
            " Bitte trainieren Sie es neu."
        ) from error
    return header, arrays, hashlib.sha256(text + packed).hexdigest()[:8]
