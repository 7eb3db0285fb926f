"""Pictures of pages as PNG with at most 256 colours: a third of the size, nothing to see of it."""

import base64
import struct
import zlib

import numpy as np
from playwright.sync_api import Page

COLOURS = 256
READ = """async source => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const drawing = canvas.getContext('2d');
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, image.width, image.height);
  let text = '';
  for (let at = 0; at < data.length; at += 32768) {
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  }
  return [image.width, image.height, btoa(text)];
}"""


def small(page: Page, picture: bytes) -> bytes:
    """The same picture with the colours that occur most; the others become the nearest of them.

    ``page``: any open page with script; it decodes the picture.
    """
    source = "data:image/png;base64," + base64.b64encode(picture).decode("ascii")
    width, height, pixels = page.evaluate(READ, source)
    raw = np.frombuffer(base64.b64decode(pixels), dtype=np.uint8).reshape(-1, 4)
    packed = raw[:, 0].astype(np.int32) << 16 | raw[:, 1].astype(np.int32) << 8 | raw[:, 2]
    found, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    kept = found[np.argsort(-counts, kind="stable")[:COLOURS]]
    near = _nearest(_parts(found), _parts(kept))
    return _png(width, height, near[places].reshape(height, width), _parts(kept))


def _parts(colours: np.ndarray) -> np.ndarray:
    return np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=1)


def _nearest(colours: np.ndarray, palette: np.ndarray) -> np.ndarray:
    distances = ((colours[:, None, :] - palette[None, :, :]) ** 2).sum(axis=2)
    return distances.argmin(axis=1).astype(np.uint8)


def _png(width: int, height: int, rows: np.ndarray, palette: np.ndarray) -> bytes:
    # Every row begins with its filter: none, the best for palettes.
    lines = np.concatenate([np.zeros((height, 1), dtype=np.uint8), rows], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
