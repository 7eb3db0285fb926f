"""Names of waves and consultations in addresses."""

import re
import unicodedata

from sqlmodel import Session, col, select

from survey_service.tables.surveys import Survey

SLUG_LENGTH = 60
# Pages of their own stand at these addresses, below /erhebungen and /traeger.
RESERVED = (
    "neu",
    "frueher",
    "abgemeldet",
    "beenden",
    "beobachtungen",
    "link",
    "link-erneuert",
    "meldungen",
    "name",
    "was-daraus-wurde",
)
TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def free(session: Session, title: str) -> str:
    """A name made of the title that no other survey and no page has."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(TRANSCRIBED))
    stem = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    stem = stem[:SLUG_LENGTH].rstrip("-") or "erhebung"
    taken = {*session.exec(select(Survey.slug).where(col(Survey.slug).startswith(stem))), *RESERVED}
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
