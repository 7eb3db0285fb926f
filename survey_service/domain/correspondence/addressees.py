"""Whom one writes to: an organisation with its contact, and how a letter to them begins."""

from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from survey_service.errors import NotFound
from survey_service.tables.register import Organisation, Salutation

NEUTRAL = "Sehr geehrte Damen und Herren,"
# Words that begin a contact's name in many registers.
ADDRESSED = {"frau": Salutation.WOMAN, "herr": Salutation.MAN, "herrn": Salutation.MAN}
TITLES = frozenset({"dr.", "prof.", "dr", "prof"})
PARTICLES = frozenset({"von", "vom", "van", "de", "der", "den", "zu", "zum", "zur", "el", "al"})


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that one writes to. ``salutation``: frau | herr | "" (unknown)."""

    organisation_id: UUID
    name: str
    contact_name: str
    email: str
    salutation: str = ""
    postal_address: str = ""


MADE_UP = Addressee(
    organisation_id=UUID(int=0),
    name="Muster-Träger e. V.",
    contact_name="Kim Beispiel",
    email="kim.beispiel@traeger.example",
    postal_address="Beispielweg 1\n12345 Musterstadt",
)


def active(session: Session) -> list[Addressee]:
    """Every active organisation of the register, by name."""
    rows = session.exec(
        select(Organisation)
        .where(col(Organisation.active).is_(True))
        .order_by(func.lower(Organisation.name), Organisation.code)
    )
    return [_addressee(row) for row in rows]


def example(session: Session, organisation: str) -> Addressee:
    """Whose name a preview shows: the one with this id, else the first, else a made-up one."""
    known = active(session)
    chosen = (one for one in known if str(one.organisation_id) == organisation)
    return next(chosen, known[0] if known else MADE_UP)


def load(session: Session, organisation_id: UUID) -> Addressee:
    """One organisation. Raises NotFound."""
    row = session.get(Organisation, organisation_id)
    if row is None:
        raise NotFound("Diesen Träger gibt es nicht.")
    return _addressee(row)


def _addressee(row: Organisation) -> Addressee:
    return Addressee(
        organisation_id=row.id,
        name=row.name,
        contact_name=row.contact_name,
        email=row.email.strip(),
        salutation=row.salutation,
        postal_address=row.postal_address.strip(),
    )


def salutation(addressee: Addressee) -> str:
    """How a letter begins: "Sehr geehrte Frau Dr. Müller,".

    The whole name stands there where nobody knows whether Frau or Herr: "Guten Tag Kim Yılmaz,".
    """
    words = addressee.contact_name.split()
    if not words:
        return NEUTRAL
    beginning = ADDRESSED.get(words[0].lower())
    words = words[1:] if beginning else words
    if not words:
        return NEUTRAL
    known = addressee.salutation or beginning
    if known == Salutation.WOMAN:
        return f"Sehr geehrte Frau {_surname(words)},"
    if known == Salutation.MAN:
        return f"Sehr geehrter Herr {_surname(words)},"
    return f"Guten Tag {' '.join(words)},"


def _surname(words: list[str]) -> str:
    """Titles and the family name with its particles: "Dr. Eva von der Heide" without "Eva"."""
    titles = [word for word in words if word.lower() in TITLES]
    names = [word for word in words if word.lower() not in TITLES]
    start = next((at for at, word in enumerate(names) if word in PARTICLES and at), len(names) - 1)
    return " ".join([*titles, *names[start:]])
