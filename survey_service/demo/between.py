"""What organisations of the demo do besides answering: hand on, report changes, observe."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import Session

from survey_service import clock
from survey_service.demo.waves import INVENTED, Cast
from survey_service.domain.fieldwork import returns, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import delegations, observations
from survey_service.domain.register import reports
from survey_service.permissions import Actor

OBSERVED = "Seit dem Sommer fragen mehr junge Familien nach einer Wohnung, die sie bezahlen können."


def happen(session: Session, cast: Cast, wave: SurveyFacts, *, today: date) -> None:
    """Two parts handed on, three changes reported, one observation; all without mails."""
    waiting = _begun(session, wave)
    _hand_on(session, cast, waiting, wave)
    first, second, *_ = (cast.actors[code] for code in sorted(cast.actors))
    _report(session, first, second)
    _observe(session, first, today)


def _begun(session: Session, wave: SurveyFacts) -> str:
    """The code of the first organisation that has begun and not handed in."""
    found = returns.lines(session, wave.id)
    return min(line.code for line in found if line.state == "begun")


def _hand_on(session: Session, cast: Cast, code: str, wave: SurveyFacts) -> None:
    own = [one for one in cast.facilities if one.organisation == code]
    house = cast.ids[code, own[0].code]
    for colleague, scope in (
        ("Sam Kollege (erfunden)", [("", house)]),
        ("Kay Kollegin (erfunden)", [("personal_zusammenarbeit", "")]),
    ):
        delegations.hand_on(
            session,
            cast.actors[code],
            wave.slug,
            colleague=colleague,
            scope=scope,
            secret=cast.secret,
            now=clock.now(),
        )


def _report(session: Session, first: Actor, second: Actor) -> None:
    """A new offer and a move for the planner to decide, a remark."""
    moving, *_ = reports.own_facilities(session, second)
    offer = {
        "name": "Beratung am Abend (erfunden)",
        "service_type": "Beratung",
        "address": "Beispielweg 3, 00000 Beispielstadt",
        "phone": "02131 000000",
    }
    for actor, kind, facility, cells, remark in (
        (first, "new_facility", "", offer, "Ab dem nächsten Monat."),
        (second, "moved", str(moving[0]), {"address": "Beispielplatz 9, 00000 Beispielstadt"}, ""),
        (second, "other", "", {}, "Unsere Öffnungszeiten haben sich geändert. (erfunden)"),
    ):
        reports.report(
            session,
            actor,
            kind=kind,
            facility=facility,
            cells=cells,
            remark=remark,
            author="Uli Beispiel",
        )


def _observe(session: Session, actor: Actor, today: date) -> None:
    page = observations.asked(session)
    sent: Mapping[str, list[str]] = {
        "beobachtung": [OBSERVED],
        "beobachtung_gebiet": ["stadtweit"],
        "beobachtet_am": [f"{today - timedelta(days=9):%d.%m.%Y}"],
        "zitat_erlaubnis": ["ohne_namen"],
    }
    form = observations.read(session, page, sent, today=today)
    if form.problems:
        raise ValueError(f"the observation is refused: {form.problems}")
    observations.report(session, actor, page, form, today=today)
    survey = surveys.by_slug(session, f"beobachtungen-{today.year}")
    surveys.set_remark(session, survey.id, INVENTED)
