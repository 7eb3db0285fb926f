"""The form of a request: one async dependency, read by sync handlers."""

from datetime import date

import msgspec
from litestar.datastructures import UploadFile

from survey_service.errors import Refused, TextTooLong, UploadUnusable
from survey_service.web.security import CSRF_FIELD
from survey_service.web.site import WebRequest, site_of

FIELD_CHARACTERS = 50_000
FIELDS = 5_000


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """An uploaded file, read whole (the size is limited)."""

    name: str
    content: bytes


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """Fields as sent: name -> all values, in order. Files stand apart."""

    fields: dict[str, list[str]]
    files: dict[str, Upload] = {}

    def one(self, name: str, default: str = "") -> str:
        """The last value of a field."""
        values = self.fields.get(name)
        return values[-1] if values else default

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return self.fields.get(name, [])

    def has(self, name: str) -> bool:
        """Whether the field (a button, for example) was sent."""
        return name in self.fields

    def day(self, name: str) -> date:
        """A date as browsers send it. Raises Refused."""
        try:
            return date.fromisoformat(self.one(name))
        except ValueError as error:
            raise Refused("Wählen Sie ein Datum.") from error

    def upload(self, name: str) -> Upload:
        """The uploaded file. Raises UploadUnusable when none was chosen."""
        file = self.files.get(name)
        if file is None or not file.content:
            raise UploadUnusable("Es ist keine Datei angekommen. Wählen Sie eine Datei aus.")
        return file


async def read_form(request: WebRequest) -> Form:
    """Dependency ``form``. Refuses bodies that no page of ours sends; keeps everything else."""
    sent = await request.form()
    fields: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    limit = site_of(request).settings.upload_megabytes * 1_000_000
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read(limit + 1)
            if len(content) > limit:
                raise UploadUnusable(
                    f"Die Datei ist größer als {limit // 1_000_000} MB. Teilen Sie sie auf."
                )
            files[name] = Upload(name=(value.filename or "")[:300], content=content)
        elif name != CSRF_FIELD:
            fields.setdefault(name, []).append(_text(str(value)))
    if len(fields) > FIELDS:
        raise Refused("Das Formular hat zu viele Felder. Laden Sie die Seite neu.")
    return Form(fields=fields, files=files)


def _text(value: str) -> str:
    if len(value) > FIELD_CHARACTERS:
        raise TextTooLong(
            f"Ein Text ist länger als {FIELD_CHARACTERS:,} Zeichen und wurde nicht gespeichert. "
            "Kürzen Sie ihn oder hängen Sie ihn als Datei an.".replace(",", ".", 1)
        )
    # Browsers send CRLF; NUL cannot be stored in PostgreSQL.
    return value.replace("\r\n", "\n").replace("\x00", "")
