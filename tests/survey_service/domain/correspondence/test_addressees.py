"""How letters begin."""

from uuid import UUID

import pytest

from survey_service.domain.correspondence import addressees
from survey_service.domain.correspondence.addressees import Addressee


@pytest.mark.parametrize(
    ("contact", "known", "beginning"),
    [
        ("", "", "Sehr geehrte Damen und Herren,"),
        ("", "frau", "Sehr geehrte Damen und Herren,"),
        ("Frau", "", "Sehr geehrte Damen und Herren,"),
        ("Kim Yılmaz", "", "Guten Tag Kim Yılmaz,"),
        ("Eva Müller", "frau", "Sehr geehrte Frau Müller,"),
        ("Müller", "frau", "Sehr geehrte Frau Müller,"),
        ("Frau Öz", "", "Sehr geehrte Frau Öz,"),
        ("Herrn Prof. Dr. Jan Öz", "", "Sehr geehrter Herr Prof. Dr. Öz,"),
        ("Dr. Eva von der Heide", "frau", "Sehr geehrte Frau Dr. von der Heide,"),
        ("Jan de Vries-Öz", "herr", "Sehr geehrter Herr de Vries-Öz,"),
        ("Dr.", "herr", "Sehr geehrter Herr Dr.,"),
    ],
)
def test_salutation(contact: str, known: str, beginning: str) -> None:
    someone = Addressee(
        organisation_id=UUID(int=1),
        name="Haus Muster",
        contact_name=contact,
        email="",
        salutation=known,
    )
    assert addressees.salutation(someone) == beginning
