"""When a wave takes answers: its days, and two days more for what was begun before."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from survey_service import clock
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import WaveClosed

# Nobody loses what they are typing because a day ends: what was begun may be finished.
GRACE = timedelta(hours=48)
# From here on the end and the hours after it are said wherever one writes.
NEAR = timedelta(days=3)


class Phase(StrEnum):
    """Where a wave stands in time. In GRACE only what was begun may be finished."""

    UPCOMING = "upcoming"
    OPEN = "open"
    GRACE = "grace"
    ENDED = "ended"


def ends_at(closes_on: date) -> datetime:
    """The end of the closing day in the municipality."""
    return datetime.combine(closes_on + timedelta(days=1), time(), tzinfo=clock.BERLIN)


def grace_ends(closes_on: date) -> datetime:
    """Until then what was begun may be finished."""
    return ends_at(closes_on) + GRACE


def is_near(closes_on: date, *, now: datetime) -> bool:
    """Whether somebody who writes now should hear of the end."""
    return now >= ends_at(closes_on) - NEAR


def phase(survey: SurveyFacts, *, now: datetime) -> Phase:
    """Where an opened wave stands. A planner who ends it, ends it at once."""
    if survey.state != "open":
        return Phase.ENDED
    if now.astimezone(clock.BERLIN).date() < survey.opens_on:
        return Phase.UPCOMING
    end = ends_at(survey.closes_on)
    if now < end:
        return Phase.OPEN
    return Phase.GRACE if now < end + GRACE else Phase.ENDED


def check_writing(survey: SurveyFacts, *, begun: bool, now: datetime) -> None:
    """Raise WaveClosed unless answers are taken now. ``begun``: something was saved before."""
    at = phase(survey, now=now)
    if at == Phase.OPEN or (at == Phase.GRACE and begun):
        return
    raise WaveClosed(_sentence(survey, at))


def _sentence(survey: SurveyFacts, at: Phase) -> str:
    if at == Phase.UPCOMING:
        return (
            f"„{survey.title}“ beginnt am {survey.opens_on:%d.%m.%Y}. "
            "Bis dahin kann noch nichts gespeichert werden."
        )
    if at == Phase.GRACE:
        return (
            f"„{survey.title}“ ist seit dem {survey.closes_on:%d.%m.%Y} beendet. Danach kann nur "
            "noch abgesandt werden, was vorher begonnen war. Wenden Sie sich an die Sozialplanung."
        )
    return (
        f"„{survey.title}“ ist beendet und nimmt keine Antworten mehr an. Wenn Sie noch etwas "
        "mitteilen wollen, wenden Sie sich an die Sozialplanung."
    )
