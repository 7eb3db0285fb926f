"""A survey of which the codebook lacks something: five ask for a place for dogs."""

from uuid import UUID

from sqlmodel import Session

from tests.survey_service import coded

BUS = "mobilitaet.oepnv"
DOGS = (
    "Es fehlt eine Hundewiese im Viertel.",
    "Eine eingezäunte Hundewiese wäre schön.",
    "Um die Hundewiese fehlt ein Zaun.",
    "Auf der Hundewiese liegt überall Hundekot.",
    "Auf die Hundewiese gehören Beutel für Hundekot.",
)
NOT_PROPOSED = "Die Kirchenglocken sind nachts zu laut."
SHORT = "Siehe oben."
ON_BUSES = "Der Bus zur Hundewiese kommt nie."


def make(session: Session) -> UUID:
    """The machine names the bus on one text, and on another only as a weak suggestion."""
    survey_id = coded.add_survey(session)
    found = []
    for number, text in enumerate((*DOGS, NOT_PROPOSED, SHORT, ON_BUSES)):
        statement = coded.add_statement(session, survey_id, text, contributor=f"c{number}")
        codes = {
            ON_BUSES: (coded.suggestion(BUS),),
            NOT_PROPOSED: (coded.suggestion(BUS, proposed=False, confidence=0.1),),
        }
        found.append(coded.coded_statement(statement, text, codes.get(text, ())))
    coded.add_run(session, survey_id, found)
    return survey_id
