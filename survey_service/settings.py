"""Settings: environment variables and one optional TOML file, checked at start with a sentence."""

import os
import secrets
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

PREFIX = "SURVEY_SERVICE_"
SECRET_FILE = "secret.key"  # noqa: S105  the name of the file, not the secret
SECRET_BYTES = 32
OWNER_ONLY = 0o700


class SettingsInvalid(Exception):
    """A setting cannot be used; the message says which one and what to write instead."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings. Each is documented in docs/handbuch/einstellungen.md (a test compares)."""

    home: Path = Path("var")
    database_url: str = ""
    secret: str = ""
    base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    trusted_proxies: str = ""
    smtp_url: str = ""
    imap_url: str = ""
    mail_from: str = "sozialplanung@kommune.example"
    session_hours: Annotated[int, msgspec.Meta(ge=1, le=72)] = 10
    upload_megabytes: Annotated[int, msgspec.Meta(ge=1, le=200)] = 10
    answers_per_hour: Annotated[int, msgspec.Meta(ge=60, le=100_000)] = 600
    worker_slot: str = ""

    @property
    def sqlite_file(self) -> Path:
        """Where the embedded database lies."""
        return self.home / "survey.sqlite3"

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the one database of this installation."""
        if not self.database_url:
            return f"sqlite:///{self.sqlite_file}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def embedded(self) -> bool:
        """True when everything lies in ``home`` (SQLite)."""
        return not self.database_url

    @property
    def secure(self) -> bool:
        """True when browsers reach us by https: cookies are then Secure and ``__Host-``."""
        return self.base_url.startswith("https://")


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read settings: defaults, then ``SURVEY_SERVICE_CONFIG`` (TOML), then the environment.

    Raises SettingsInvalid with a German sentence that names the setting.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    if config := environment.get(PREFIX + "CONFIG"):
        values.update(_toml(Path(config)))
    known = set(Settings.__struct_fields__)
    for name, value in environment.items():
        if name.startswith(PREFIX) and name != PREFIX + "CONFIG":
            key = name.removeprefix(PREFIX).lower()
            if key not in known:
                raise SettingsInvalid(
                    f"Die Umgebungsvariable {name} ist keine Einstellung. "
                    f"Möglich sind: {', '.join(sorted(known))}."
                )
            values[key] = value
    if "port" in values and "base_url" not in values:
        # Nobody named an address: it is this machine's, at the port that was named.
        values["base_url"] = f"http://127.0.0.1:{values['port']}"
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise SettingsInvalid(_sentence(values) or f"Einstellung nicht lesbar: {error}.") from error
    _check(settings)
    return settings


def _sentence(values: Mapping[str, object]) -> str:
    """What is wrong with the first setting that cannot be used; "" when none is to blame."""
    described = msgspec.inspect.type_info(Settings)
    fields = {one.name: one.type for one in described.fields}  # type: ignore[attr-defined]
    for name, value in values.items():
        if name not in fields:
            return f"{name} ist keine Einstellung. Möglich sind: {', '.join(sorted(fields))}."
        try:
            msgspec.convert({name: value}, Settings, strict=False, dec_hook=_path)
        except msgspec.ValidationError:
            kind = fields[name]
            wanted = "ein Text in Anführungszeichen"
            if isinstance(kind, msgspec.inspect.IntType):
                wanted = f"eine ganze Zahl von {kind.ge} bis {kind.le}"
            elif name == "home":
                wanted = "ein Verzeichnis"
            return f"Die Einstellung {name} hat den Wert „{value}“. Erlaubt ist {wanted}."
    return ""


def _path(kind: type, value: object) -> object:
    """The one kind of value that msgspec does not know: a folder."""
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    raise ValueError(f"{value!r} ist kein Verzeichnis")


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsInvalid(
            f"Die Einstellungsdatei {path} gibt es nicht. Prüfen Sie {PREFIX}CONFIG."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"Die Einstellungsdatei {path} ist kein TOML: {error}.") from error


def _check(settings: Settings) -> None:
    base = urlsplit(settings.base_url)
    if base.scheme not in {"http", "https"} or not base.netloc or base.path not in {"", "/"}:
        raise SettingsInvalid(
            "base_url muss die Adresse sein, unter der Menschen den Dienst erreichen, "
            "zum Beispiel https://beteiligung.stadt.example (ohne Pfad)."
        )
    if settings.database_url and not settings.database_url.startswith(
        ("postgresql://", "postgresql+psycopg://")
    ):
        raise SettingsInvalid(
            "database_url muss mit postgresql:// beginnen; leer bedeutet: "
            "eingebettete Datenbank im Verzeichnis home."
        )
    if settings.smtp_url and urlsplit(settings.smtp_url).scheme not in {"smtp", "smtps"}:
        raise SettingsInvalid(
            "smtp_url muss mit smtp:// oder smtps:// beginnen, zum Beispiel "
            "smtp://nutzer:kennwort@mail.stadt.example:587; leer bedeutet: Postausgang."
        )
    if settings.imap_url and urlsplit(settings.imap_url).scheme not in {"imap", "imaps"}:
        raise SettingsInvalid(
            "imap_url muss mit imap:// oder imaps:// beginnen, zum Beispiel "
            "imaps://nutzer:kennwort@mail.stadt.example/INBOX; leer bedeutet: zurückgekommene "
            "E-Mails werden nur von Hand vermerkt."
        )
    if settings.secret and len(settings.secret) < SECRET_BYTES:
        raise SettingsInvalid("secret muss mindestens 32 Zeichen haben.")
    if settings.database_url and not settings.secret:
        raise SettingsInvalid(
            "Mit PostgreSQL muss secret gesetzt sein: alle Prozesse brauchen dasselbe Geheimnis."
        )


def prepare_home(settings: Settings) -> Settings:
    """Create ``home`` and, in embedded mode, the secret on first start.

    Directory and files are for the owner alone (0700, 0600), also what an earlier start left.
    """
    settings.home.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    _close(settings.home, OWNER_ONLY)
    if settings.embedded:
        # SQLite would create it for everybody; -wal and -shm take over the mode of the database.
        os.close(os.open(settings.sqlite_file, os.O_RDONLY | os.O_CREAT, 0o600))
        for pattern in (f"{settings.sqlite_file.name}*", SECRET_FILE):
            for found in settings.home.glob(pattern):
                _close(found, 0o600)
    if settings.secret:
        return settings
    path = settings.home / SECRET_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < SECRET_BYTES:
        raise SettingsInvalid(
            f"Die Datei {path} ist beschädigt. Spielen Sie sie aus der Sicherung zurück."
        )
    return msgspec.structs.replace(settings, secret=secret)


def _close(path: Path, mode: int) -> None:
    """Take from others what they may on a path of ours; a shared directory (sticky) is not."""
    found = path.stat()
    if found.st_uid == os.geteuid() and found.st_mode & 0o077 and not found.st_mode & stat.S_ISVTX:
        path.chmod(mode)
