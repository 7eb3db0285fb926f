"""Front-end files: from memory, compressed once at build time, cached for ever by their hash."""

from functools import cache
from mimetypes import guess_type

from litestar import Response, Router, get

from survey_service.errors import NotFound
from survey_service.permissions import Action
from survey_service.web import assets
from survey_service.web.site import WebRequest

FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@cache
def _file(path: str) -> tuple[bytes, bytes | None, str]:
    """Content, gzip of it where the build made one, media type. Only files of the manifest."""
    if path not in assets.hashes():
        raise NotFound("Diese Datei gibt es nicht.")
    file = assets.FOLDER / path
    packed = file.with_name(file.name + ".gz")
    media_type = TYPES.get(file.suffix) or guess_type(file.name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return file.read_bytes(), packed.read_bytes() if packed.is_file() else None, media_type


@get("/{path:path}", opt={"action": Action.VISIT}, sync_to_thread=False)
def static_file(request: WebRequest, path: str) -> Response[bytes]:
    """A file of the built front end."""
    content, packed, media_type = _file(path.lstrip("/"))
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
    if packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        content = packed
    return Response(content, media_type=media_type, headers=headers)


router = Router("/static", route_handlers=[static_file])
