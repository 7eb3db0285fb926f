"""The demo's Stellungnahme: two associations have begun, one of them has released."""

from sqlmodel import Session

from survey_service.demo.municipality import SIGN_INS
from survey_service.domain.administration import accounts
from survey_service.domain.associations import parties, writing
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.permissions import Actor

DRAFT = """Für die Vorführung erfunden.

Die Verbände danken allen Einrichtungen, die geantwortet haben. Aus ihrer Sicht zeigt die Abfrage:

Bezahlbare Wohnungen fehlen in allen Stadtbezirken. Beratungsstellen berichten von Wartezeiten."""
REVISED = """Für die Vorführung erfunden.

Die Verbände danken allen Einrichtungen, die geantwortet haben. Aus ihrer Sicht zeigt die Abfrage:

Bezahlbare Wohnungen fehlen in allen Stadtbezirken, am meisten für große Familien. \
Beratungsstellen berichten von Wartezeiten über sechs Wochen.

Die Verbände bitten die Stadt, die Mittel der Beratung für drei Jahre zuzusagen."""
REMARK = "Bitte die Wartezeit beziffern und einen Satz zur Finanzierung ergänzen. (erfunden)"


def begin(session: Session, planner: Actor, survey: SurveyFacts) -> None:
    """Two versions and a remark; all associations without an account but one stay out."""
    first, second = (_speaker(session, one.login) for one in SIGN_INS if one.association)
    writing.write(session, first, survey.slug, text=DRAFT, based_on=0)
    writing.comment(session, second, survey.slug, number=1, text=REMARK)
    writing.write(session, second, survey.slug, text=REVISED, based_on=1)
    writing.release(session, second, survey.slug, number=2)
    silent = [one for one in parties.of_wave(session, survey.id) if not one.has_account]
    for party in silent[1:]:
        parties.set_aside(session, planner, survey, party.id)


def _speaker(session: Session, login: str) -> Actor:
    found = accounts.one_account(session, login)
    return Actor(login=login, name=found.name, account_id=found.id, grants=found.grants)
