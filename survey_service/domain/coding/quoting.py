"""Quotes: a planner releases them and takes them back; a report takes what is released."""

from uuid import UUID

from sqlmodel import Session, col, select

from analysis import quotes
from analysis.codebook import codes
from analysis.disclosure import ReleasedTable
from analysis.quotes import ReleasedQuote
from questionnaires.areas import CITYWIDE
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.coding import segments, statements
from survey_service.domain.coding import themes as coded
from survey_service.domain.coding.basis import Basis, known
from survey_service.errors import Conflict, Refused
from survey_service.permissions import Actor
from survey_service.tables.codings import (
    Quote,
    Segment,
)
from survey_service.tables.responses import Statement

QUOTE_LENGTH = 1000


def release(session: Session, actor: Actor, *, segment_id: UUID, text: str) -> None:
    """Release a segment as a quote, as it may be printed (shortened, names taken out).

    Raises Conflict when who said it does not want to be quoted.
    """
    found, statement = segments.reviewable(session, actor, segment_id)
    if quotes.permission(statement.source, statement.quoting) == quotes.NO_PERMISSION:
        raise Conflict(
            "Der Träger möchte nicht zitiert werden oder hat die Frage danach offen gelassen. "
            "Das Zitat bleibt gesperrt."
        )
    text = text.strip()
    if not text or len(text) > QUOTE_LENGTH:
        raise Refused(f"Das Zitat braucht einen Text mit höchstens {QUOTE_LENGTH} Zeichen.")
    row = session.exec(select(Quote).where(Quote.segment_id == found.id)).first()
    if row is None:
        row = Quote(segment_id=found.id, text="", released_by="", released_at=clock.now())
        session.add(row)
    row.text = text
    row.released_by = audit.actor_name(actor)
    row.released_at = clock.now()
    row.withdrawn = False
    audit.record(
        session,
        actor,
        "Zitat freigegeben",
        subject=segments.subject(session, segment_id, statement),
    )


def withdraw(session: Session, actor: Actor, *, segment_id: UUID) -> None:
    """Take a released quote back; exports made before keep it, later ones do not."""
    _, statement = segments.reviewable(session, actor, segment_id)
    row = session.exec(select(Quote).where(Quote.segment_id == segment_id)).first()
    if row is None or row.withdrawn:
        raise Conflict("Dieses Zitat ist nicht freigegeben.")
    row.withdrawn = True
    audit.record(
        session,
        actor,
        "Zitat zurückgezogen",
        subject=segments.subject(session, segment_id, statement),
    )


def released(
    session: Session, given: Basis, tables: dict[str, ReleasedTable]
) -> tuple[ReleasedQuote, ...]:
    labels = {code.id: code.label for code in codes(given.codebook)}
    kinds = {kind.id: kind.label for kind in given.codebook.types}
    standing = _standing_codes(session, given.survey.id)
    rows = session.exec(
        select(Quote, Statement, Segment.id)
        .join(Segment, col(Segment.id) == col(Quote.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            Statement.survey_id == given.survey.id,
            col(Statement.current).is_(True),
            col(Quote.withdrawn).is_(False),
        )
        .order_by(Statement.source, Statement.area_code, Quote.text)
    ).all()
    found = []
    for quote, statement, segment_id in rows:
        theme_codes, type_codes = standing.get(str(segment_id), ((), ()))
        found.append(
            quotes.Quote(
                text=quote.text,
                area=known(given.tree, statement.area_code or CITYWIDE),
                source=statement.source,
                themes=tuple(labels[code] for code in theme_codes if code),
                types=tuple(kinds[code] for code in type_codes),
                speaker=statements.speaker(session, statement),
                permission=quotes.permission(statement.source, statement.quoting),
                released=True,
            )
        )
    return quotes.release_quotes(
        [quote for quote in found if quote.source in tables], tree=given.tree, tables=tables
    )


def _standing_codes(
    session: Session, survey_id: UUID
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for mention in coded.mentions(session, survey_id):
        before = found.get(mention.segment, ((), ()))[0]
        found[mention.segment] = ((*before, mention.code), mention.types)
    return found
