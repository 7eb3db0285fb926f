"""The city writes, publishes and takes back. Versions are only added; nothing is overwritten."""

from uuid import UUID

from sqlmodel import Session, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.followups import drafts, entries
from survey_service.domain.followups.drafts import Draft
from survey_service.domain.followups.entries import Entry
from survey_service.errors import Conflict, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.follow_ups import FollowUp, FollowUpVersion
from survey_service.tables.surveys import SurveyState


def add(session: Session, actor: Actor, survey: SurveyFacts, draft: Draft) -> UUID:
    """A new follow-up that nobody outside sees yet; its id. Raises FieldsInvalid or NotReady."""
    if survey.state == SurveyState.DRAFT:
        raise NotReady(
            "Diese Erhebung war noch nicht offen; es gibt niemanden, der auf eine Antwort wartet."
        )
    row = FollowUp(survey_id=survey.id)
    version = _version(session, actor, survey, row, 1, draft)
    session.add(row)
    session.flush()
    session.add(version)
    session.flush()
    _note(session, actor, "Rückmeldung geschrieben", survey, version.headline)
    return row.id


def change(
    session: Session, actor: Actor, survey: SurveyFacts, entry_id: UUID, draft: Draft, *, on: int
) -> int:
    """Add a version; returns its number. ``on``: the version that was changed.

    Raises Conflict when there is a newer one: whoever writes decides with both before them.
    """
    entry, row = _locked(session, survey, entry_id)
    newest = entry.newest
    if newest.number != on:
        raise Conflict(
            f"Inzwischen hat {newest.author} Fassung {newest.number} geschrieben. Ihr Text ist "
            "noch da: übernehmen Sie, was Sie brauchen, und speichern Sie dann noch einmal."
        )
    version = _version(session, actor, survey, row, newest.number + 1, draft)
    if drafts.trimmed(draft) == newest.draft:
        raise Refused(
            f"Der Eintrag ist derselbe wie in Fassung {newest.number}. Ändern Sie etwas, oder "
            "gehen Sie zurück."
        )
    session.add(version)
    session.flush()
    return version.number


def publish(
    session: Session, actor: Actor, survey: SurveyFacts, entry_id: UUID, *, number: int
) -> None:
    """Let those who answered read a version. ``number``: the one that was looked at before.

    Raises Conflict when there is a newer one or when this one was taken back.
    """
    newest = _locked(session, survey, entry_id)[0].newest
    if newest.number != number:
        raise Conflict(
            f"Inzwischen gibt es Fassung {newest.number}. Veröffentlichen können Sie nur die "
            "neueste. Lesen Sie sie zuerst."
        )
    if newest.withdrawn_at is not None:
        raise Conflict(
            f"Fassung {number} wurde zurückgenommen. Speichern Sie eine neue Fassung und "
            "veröffentlichen Sie dann diese."
        )
    if newest.published_at is not None:
        return
    row = _row(session, entry_id, number)
    row.published_at, row.published_by = clock.now(), audit.actor_name(actor)
    session.flush()
    _note(session, actor, "Rückmeldung veröffentlicht", survey, row.headline)


def take_back(session: Session, actor: Actor, survey: SurveyFacts, entry_id: UUID) -> None:
    """Readers see only that something stood there. Raises Conflict when they see nothing of it."""
    entry, _ = _locked(session, survey, entry_id)
    if entry.shown is None:
        raise Conflict("Dieser Eintrag ist nicht veröffentlicht. Laden Sie die Seite neu.")
    row = _row(session, entry_id, entry.shown.number)
    row.withdrawn_at, row.withdrawn_by = clock.now(), audit.actor_name(actor)
    session.flush()
    _note(session, actor, "Rückmeldung zurückgenommen", survey, row.headline)


def _locked(session: Session, survey: SurveyFacts, entry_id: UUID) -> tuple[Entry, FollowUp]:
    """Locked: of two who write or publish at once the second sees what the first did."""
    entries.one(session, survey, entry_id)
    row = session.exec(select(FollowUp).where(FollowUp.id == entry_id).with_for_update()).one()
    return entries.one(session, survey, entry_id), row


def _row(session: Session, entry_id: UUID, number: int) -> FollowUpVersion:
    return session.exec(
        select(FollowUpVersion).where(
            FollowUpVersion.follow_up_id == entry_id, FollowUpVersion.number == number
        )
    ).one()


def _version(
    session: Session,
    actor: Actor,
    survey: SurveyFacts,
    row: FollowUp,
    number: int,
    draft: Draft,
) -> FollowUpVersion:
    given, choices = drafts.trimmed(draft), drafts.offered(session, survey)
    day = drafts.check(given, choices)
    return FollowUpVersion(
        follow_up_id=row.id,
        number=number,
        headline=given.headline,
        text=given.text,
        theme=given.theme,
        theme_label=choices.theme_label(given.theme),
        areas=list(given.areas),
        state=given.state,
        reason=given.reason,
        dated_on=day,
        office=given.office,
        link=given.link,
        author=actor.name,
        written_at=clock.now(),
    )


def _note(session: Session, actor: Actor, action: str, survey: SurveyFacts, headline: str) -> None:
    audit.record(session, actor, action, subject=survey.title, detail=headline)
