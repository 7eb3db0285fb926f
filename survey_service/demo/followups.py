"""What became of it in the demo: of the last wave much is told, of the consultation a little."""

from datetime import date, timedelta

import msgspec
from sqlmodel import Session

from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.followups import drafts, writing
from survey_service.domain.followups.drafts import Draft
from survey_service.permissions import Actor

OFFICE = "Amt für Soziales (Beispiel)"
PLACES = Draft(
    headline="Mehr Zeit in der Schuldnerberatung",
    text=(
        "Viele Träger schrieben, dass Menschen wochenlang auf einen Termin warten. Der Rat hat "
        "anderthalb zusätzliche Stellen beschlossen. (erfunden)"
    ),
    state=drafts.DECIDED,
    office=OFFICE,
)
FILLED = msgspec.structs.replace(
    PLACES,
    text="Die zusätzlichen Stellen sind besetzt; es gibt jetzt auch abends Termine. (erfunden)",
    state=drafts.DONE,
)
DAY_NURSERY = Draft(
    headline="Betreuung am frühen Morgen",
    text=(
        "Gewünscht wurden Kitas, die vor 7 Uhr öffnen. Dafür fehlt zurzeit Personal in allen "
        "Einrichtungen. (erfunden)"
    ),
    state=drafts.NOT_DONE,
    reason="Es gibt zu wenige Fachkräfte. Wir prüfen es für 2028 noch einmal. (erfunden)",
    office=OFFICE,
)
CROSSING = Draft(
    headline="Sichere Wege zur Schule",
    text=(
        "In mehreren Stadtteilen wünschten sich Menschen sichere Übergänge. Die Verkehrsplanung "
        "sieht sich zuerst die Wege zu den Grundschulen an. (erfunden)"
    ),
    state=drafts.EXAMINED,
    office="Verkehrsplanung (Beispiel)",
)
BENCHES = Draft(
    headline="Mehr Bänke",
    text="Ältere Menschen wünschten sich Bänke. Die Standorte werden gesammelt. (erfunden)",
    state=drafts.UNDERWAY,
    office="Grünflächenamt (Beispiel)",
)


def tell(
    session: Session, planner: Actor, past: SurveyFacts, asked: SurveyFacts, *, today: date
) -> None:
    """Two for providers, one of them in two versions; one for residents, one not published."""
    earlier = past.closes_on + timedelta(days=200)
    entry = writing.add(session, planner, past, _dated(PLACES, earlier))
    writing.publish(session, planner, past, entry, number=1)
    writing.change(
        session, planner, past, entry, _dated(FILLED, earlier + timedelta(days=150)), on=1
    )
    writing.publish(session, planner, past, entry, number=2)
    entry = writing.add(session, planner, past, _dated(DAY_NURSERY, earlier))
    writing.publish(session, planner, past, entry, number=1)
    entry = writing.add(session, planner, asked, _dated(CROSSING, today - timedelta(days=3)))
    writing.publish(session, planner, asked, entry, number=1)
    writing.add(session, planner, asked, _dated(BENCHES, today))


def _dated(draft: Draft, day: date) -> Draft:
    return msgspec.structs.replace(draft, dated_on=day.isoformat())
