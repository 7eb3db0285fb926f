"""The associations write, comment and release. Versions are only added.

The audit log is the city's: it says when the work began and when all had released, never how
many versions there were in between. Who wrote and released what stands with the versions.
"""

from uuid import UUID

from sqlmodel import Session, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.associations import parties, position
from survey_service.domain.associations.position import Paper
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, Refused
from survey_service.permissions import Actor
from survey_service.tables.position_papers import (
    PositionComment,
    PositionPaper,
    PositionRelease,
    PositionVersion,
)
from survey_service.tables.surveys import Survey


def write(session: Session, actor: Actor, slug: str, *, text: str, based_on: int) -> int:
    """Add a version; returns its number. ``based_on``: the version that was changed, 0 = none.

    Raises Conflict when there is a newer one: whoever writes decides with both before them.
    """
    paper = _locked(session, actor, slug)
    text = text.strip()
    newest = paper.newest
    if not text:
        raise Refused("Die Stellungnahme ist noch leer. Schreiben Sie einen Text.")
    if newest is not None and newest.number != based_on:
        raise Conflict(
            f"Inzwischen hat {newest.author} ({newest.association}) Fassung {newest.number} "
            "geschrieben. Ihr Text ist noch da: übernehmen Sie, was Sie brauchen, und speichern "
            "Sie dann noch einmal."
        )
    if newest is not None and newest.text == text:
        raise Refused(f"Der Text ist derselbe wie in Fassung {newest.number}.")
    row = _paper(session, actor, paper.survey)
    number = newest.number + 1 if newest else 1
    session.add(
        PositionVersion(
            paper_id=row.id,
            number=number,
            text=text,
            association_id=paper.own.id,
            author=actor.name,
            written_at=clock.now(),
        )
    )
    session.flush()
    return number


def comment(session: Session, actor: Actor, slug: str, *, number: int, text: str) -> None:
    """Add a remark on a version."""
    version = _locked(session, actor, slug)
    text = text.strip()
    if not text:
        raise Refused("Der Kommentar ist leer. Schreiben Sie etwas oder gehen Sie zurück.")
    session.add(
        PositionComment(
            version_id=version.version(number).id,
            association_id=version.own.id,
            text=text,
            author=actor.name,
            written_at=clock.now(),
        )
    )
    session.flush()


def release(session: Session, actor: Actor, slug: str, *, number: int) -> bool:
    """The own association agrees to the newest version; returns whether all have now."""
    paper = _locked(session, actor, slug)
    version = paper.version(number)
    if paper.newest is not None and version.number != paper.newest.number:
        raise Conflict(
            f"Inzwischen gibt es Fassung {paper.newest.number}. Freigeben können Sie nur die "
            "neueste. Lesen Sie sie zuerst."
        )
    if paper.own.id not in version.released_by:
        session.add(
            PositionRelease(
                version_id=version.id,
                association_id=paper.own.id,
                author=actor.name,
                released_at=clock.now(),
            )
        )
        session.flush()
    return settle(session, actor, paper.survey)


def settle(session: Session, actor: Actor, survey: SurveyFacts) -> bool:
    """Let the city see the newest version once everybody who takes part has released it."""
    row = session.exec(select(PositionPaper).where(PositionPaper.survey_id == survey.id)).first()
    if row is None:
        return False
    version = session.exec(
        select(PositionVersion.id, PositionVersion.number)
        .where(PositionVersion.paper_id == row.id)
        .order_by(PositionVersion.number.desc())  # type: ignore[attr-defined]
    ).first()
    needed = {one.id for one in parties.of_wave(session, survey.id) if not one.aside}
    if version is None or not needed or not needed <= _agreed(session, version[0]):
        return False
    if row.released_number != version[1]:
        row.released_number, row.released_at = version[1], clock.now()
        audit.record(
            session, actor, "Stellungnahme für die Kommune freigegeben", subject=survey.title
        )
        session.flush()
    return True


def _agreed(session: Session, version_id: UUID) -> set[UUID]:
    return set(
        session.exec(
            select(PositionRelease.association_id).where(PositionRelease.version_id == version_id)
        )
    )


def _locked(session: Session, actor: Actor, slug: str) -> Paper:
    """Locked: of two who write or release at once the second sees what the first did."""
    session.exec(select(Survey.id).where(Survey.slug == slug).with_for_update()).first()
    return position.to_work_on(session, actor, slug)


def _paper(session: Session, actor: Actor, survey: SurveyFacts) -> PositionPaper:
    row = session.exec(select(PositionPaper).where(PositionPaper.survey_id == survey.id)).first()
    if row is None:
        row = PositionPaper(survey_id=survey.id)
        session.add(row)
        session.flush()
        audit.record(session, actor, "Stellungnahme begonnen", subject=survey.title)
    return row
