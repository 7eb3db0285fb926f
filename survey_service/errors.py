"""One catalogue of refusals. Each says in a German sentence what is wrong and what to do."""

from collections.abc import Sequence


class Refused(Exception):
    """Something the user asked for cannot be done. ``str(error)`` is shown to the user."""

    status = 400
    title = "Das geht so nicht"


class FieldsInvalid(Refused):
    """Some fields of a form cannot be stored. ``problems``: (field, sentence)."""

    status = 422

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = tuple(problems)


class NotFound(Refused):
    """The object does not exist, or the actor may not know that it exists."""

    status = 404
    title = "Nicht gefunden"


class NotAllowed(Refused):
    """The actor is known but lacks the permission."""

    status = 403
    title = "Keine Berechtigung"


class SignInNeeded(Refused):
    """Nobody is signed in, or the session has ended."""

    status = 401
    title = "Bitte melden Sie sich an"


class LinkInvalid(Refused):
    """An invitation link is unknown, was replaced or revoked."""

    status = 404
    title = "Dieser Link gilt nicht mehr"


class WaveClosed(Refused):
    """The wave or consultation takes no answers now."""

    status = 409
    title = "Nicht mehr geöffnet"


class TextTooLong(Refused):
    """A text is far longer than any form takes; it was not stored."""

    title = "Text zu lang"


class Conflict(Refused):
    """The state changed in between."""

    status = 409
    title = "Inzwischen geändert"


class UploadUnusable(Refused):
    """An uploaded file cannot be read."""

    status = 422
    title = "Datei nicht lesbar"


class NotReady(Refused):
    """Something must be done first; the message says what."""

    status = 409
    title = "Noch nicht möglich"


class TooMany(Refused):
    """A limit was reached."""

    status = 429
    title = "Zu viele Versuche"
