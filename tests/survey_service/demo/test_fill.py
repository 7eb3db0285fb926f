"""The whole demo: what it holds, that two are equal, that nothing filled is touched."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.database import Database
from survey_service.demo import fill
from survey_service.demo.between import OBSERVED
from survey_service.demo.folds import FoldCodings
from survey_service.demo.municipality import SIGN_INS
from survey_service.demo.register import ASSOCIATIONS
from survey_service.domain.administration import accounts, demonstration, signing_in
from survey_service.domain.associations import directory, position, released
from survey_service.domain.coding import findings
from survey_service.domain.fieldwork import (
    releases,
    returns,
    surveys,
    workshop_entries,
    workshops,
)
from survey_service.domain.fieldwork.returns import Progress
from survey_service.domain.fieldwork.workshop_entries import Count
from survey_service.domain.providers import documents, observations
from survey_service.domain.register import reports
from survey_service.errors import Conflict
from survey_service.permissions import NOBODY, Actor, RoleGrant
from survey_service.tables.codings import Coding, Quote, Segment
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Delegation, Response, Revision, Statement
from survey_service.tables.surveys import Invitation, Mail, Participation, Survey
from tests.survey_service.demo.conftest import SECRET

pytestmark = pytest.mark.slow
EVALUATED = ("traegerabfrage-2023", "traegerabfrage-2026", "beteiligung-im-quartier")


def test_a_filled_installation_is_refused_and_stays(demo_database: Database) -> None:
    with pytest.raises(Conflict, match=r"nicht leer \(vorhanden: Konten, Erhebungen, Träger, Geb"):
        fill.fill(demo_database, secret=SECRET, today=clock.today())
    with demo_database.read() as session:
        assert len(surveys.all_surveys(session)) == 5


def test_one_account_is_enough_to_be_refused(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        accounts.add(
            session, NOBODY, login="erika", name="Erika", password="x" * 12, role="planner"
        )
    with pytest.raises(Conflict, match=r"vorhanden: Konten\)"):
        fill.fill(sqlite_database, secret=SECRET, today=clock.today())


def test_a_filling_that_breaks_leaves_nothing(sqlite_database: Database) -> None:
    incomplete = [FoldCodings(coder="x", trained_on=(), coded=("no coding",))]  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        fill.fill(sqlite_database, secret=SECRET, today=clock.today(), folds=incomplete)
    with sqlite_database.read() as session:
        assert demonstration.contents(session) == ()


def test_numbers_of_the_demo(demo_database: Database) -> None:
    today = clock.today()
    with demo_database.read() as session:
        found = {one.slug: one for one in surveys.all_surveys(session)}
        progress = {slug: returns.progress(session, one.id) for slug, one in found.items()}
        people = (
            session.exec(select(Organisation.id)).all(),
            session.exec(select(Facility.id)).all(),
        )
    assert tuple(map(len, people)) == (60, 180)
    noted = f"beobachtungen-{today.year}"
    assert progress == {
        "traegerabfrage-2029": Progress(),
        noted: Progress(),
        "traegerabfrage-2023": Progress(participating=60, invited=60, returned=54),
        "traegerabfrage-2026": Progress(participating=60, invited=60, begun=6, returned=42),
        "beteiligung-im-quartier": Progress(returned=138),
    }
    assert {slug: (one.state, one.closes_on) for slug, one in found.items()} == {
        "traegerabfrage-2023": ("closed", date(2023, 5, 31)),
        "traegerabfrage-2026": ("open", today + timedelta(days=28)),
        "beteiligung-im-quartier": ("open", today + timedelta(days=28)),
        "traegerabfrage-2029": ("draft", date(today.year + 3, 4, 30)),
        noted: ("open", date(today.year, 12, 31)),
    }


def test_no_text_comes_twice_in_a_survey(demo_database: Database) -> None:
    with demo_database.read() as session:
        rows = session.exec(select(Statement.survey_id, Statement.text_hash)).all()
    assert len(rows) == 330
    assert max(Counter(rows).values()) == 1


def test_every_text_is_coded_by_its_fold_and_by_no_other(
    demo_database: Database, folds: Sequence[FoldCodings]
) -> None:
    with demo_database.read() as session:
        rows = session.exec(
            select(Statement.text, Coding.coder)
            .join(Segment, col(Segment.statement_id) == col(Statement.id))
            .join(Coding, col(Coding.segment_id) == col(Segment.id))
            .where(col(Coding.human).is_(False))
        ).all()
    from survey_service.demo import collection

    texts = {one.id: one.text for one in collection.statements()}
    learned = {fold.coder: {texts[key] for key in fold.trained_on} for fold in folds}
    assert [coder for text, coder in rows if text in learned[coder]] == []
    assert {coder for _, coder in rows} == set(learned)


def test_reviews_are_visible_and_follow_the_labels(demo_database: Database) -> None:
    with demo_database.read() as session:
        states = Counter(session.exec(select(Coding.status)).all())
        coders = set(session.exec(select(Coding.coder).where(col(Coding.human).is_(True))).all())
        quotes = len(session.exec(select(Quote.id)).all())
    assert coders == {"planung"}
    assert min(states["accepted"], states["rejected"], states["proposed"]) > 100
    assert 20 <= quotes <= 32


def test_residents_wrote_in_seven_languages_and_councils_and_minutes_are_there(
    demo_database: Database,
) -> None:
    with demo_database.read() as session:
        survey = surveys.by_slug(session, "beteiligung-im-quartier")
        rows = session.exec(
            select(Statement.source, Statement.language).where(Statement.survey_id == survey.id)
        ).all()
    assert Counter(source for source, _ in rows) == {"resident": 93, "council": 30, "minutes": 20}
    assert {language for _, language in rows} == {"de", "tr", "uk", "ar", "ru", "en", "pl"}


def test_no_letter_ever_leaves_the_outbox(demo_database: Database) -> None:
    with demo_database.read() as session:
        mails = session.exec(select(Mail.state, Mail.recipient)).all()
        opened = session.exec(select(Invitation.first_opened_on)).all()
    assert {state for state, _ in mails} == {"outbox"}
    assert len(mails) == 60
    assert all(recipient.endswith(".example") for _, recipient in mails)
    assert 0 < sum(day is None for day in opened) < 60


def test_every_account_has_the_printed_password_and_its_role(demo_database: Database) -> None:
    for one in SIGN_INS:
        assert signing_in.check_password(demo_database, login=one.login, password=one.password)
    with demo_database.read() as session:
        names = directory.names(session)
        roles = {one.login: one.grants for one in accounts.all_accounts(session)}
    keys = {name: key for key, name in names.items()}
    assert roles == {
        one.login: (RoleGrant(one.role, "", keys.get(one.association)),) for one in SIGN_INS
    }


def test_two_associations_write_a_stellungnahme_on_the_closed_wave(
    demo_database: Database,
) -> None:
    slug = "traegerabfrage-2023"
    with demo_database.read() as session:
        survey = surveys.by_slug(session, slug)
        grants = accounts.one_account(session, "verband").grants
        paper = position.load(session, Actor(grants=grants), slug)
        assert released.state(session, survey.id) == released.IN_WORK
        assert released.released(session, survey) is None
    assert [(one.number, len(one.comments), len(one.released_by)) for one in paper.versions] == [
        (2, 0, 1),
        (1, 1, 0),
    ]
    assert [one.name for one in paper.awaited] == ["Beispielbund freier Träger", ASSOCIATIONS[0]]


def test_the_next_draft_is_being_discussed(demo_database: Database) -> None:
    with demo_database.read() as session:
        at = workshops.at_desk(session, "traegerabfrage-2029")
        said = workshop_entries.counts(session, at)
        record = releases.record(session, at.survey_id)
    assert said == {
        "": Count(entries=1, open=1),
        "wartezeit": Count(entries=3, open=0),
        "personal_folgen": Count(entries=1, open=1),
        "stellen_besetzen": Count(entries=1, open=1),
    }
    assert record is not None
    assert sorted((one.name, one.state) for one in record.sides) == [
        ("Beispielverband Ahorn", "waiting"),
        ("Beispielverband Birke", "released"),
        ("Neuss (Vorführung)", "waiting"),
        ("Sozialbeirat (erfunden)", "waiting"),
    ]


def test_organisations_hand_on_report_and_observe(demo_database: Database) -> None:
    with demo_database.read() as session:
        handed_on = session.exec(select(Delegation.colleague, Delegation.email)).all()
        reported = reports.count(session)
        survey = surveys.by_slug(session, f"beobachtungen-{clock.today().year}")
        [observed] = observations.of_survey(session, survey.id)
    assert sorted(handed_on) == [("Kay Kollegin (erfunden)", ""), ("Sam Kollege (erfunden)", "")]
    assert reported == {"open": 3}
    assert observed.text == OBSERVED


def test_the_workbook_has_filled_tables_and_says_that_all_is_invented(
    demo_database: Database,
) -> None:
    with demo_database.read() as session:
        for survey in surveys.all_surveys(session):
            report = findings.report(session, survey.id, today=clock.today())
            assert report.remarks == (
                "Alle Angaben sind für die Vorführung erfunden und sagen nichts über Neuss.",
            )
            if survey.slug not in EVALUATED:
                continue
            shown = [
                cell
                for source in report.sources
                for row in source.themes.cells
                for cell in row
                if cell
            ]
            assert shown, survey.title
            assert report.quotes, survey.title


def test_the_open_surveys_are_shown_as_finely_as_their_texts_allow(demo_database: Database) -> None:
    shown = {}
    with demo_database.read() as session:
        for slug in ("traegerabfrage-2026", "beteiligung-im-quartier"):
            survey = surveys.by_slug(session, slug)
            table = findings.report(session, survey.id, today=clock.today()).sources[0].themes
            shown[slug, table.source] = table.column_labels
    districts = ("Innenstadt und Hafen", "Süd-Ost", "Süd-West", "Nord", "Stadtweit")
    assert shown == {
        ("traegerabfrage-2026", "provider"): districts,
        # 93 texts are too few for districts: the whole city is shown, and the table says so.
        ("beteiligung-im-quartier", "resident"): ("Gesamtstadt",),
    }


def test_two_demos_are_equal_on_both_engines(
    demo_database: Database, postgresql_database: Database, folds: Sequence[FoldCodings]
) -> None:
    """All columns but random ids, receipt numbers and the moments of filling."""
    fill.fill(postgresql_database, secret=SECRET, today=clock.today(), folds=folds)
    with demo_database.read() as one, postgresql_database.read() as other:
        for content in (_register, _surveys, _responses, _revisions, _statements, _codings):
            left, right = content(one), content(other)
            assert left == right
            assert left


def _register(session: Session) -> list[Any]:
    rows = session.exec(
        select(
            Organisation.code,
            Organisation.name,
            Organisation.email,
            Facility.code,
            Facility.name,
            Facility.area_code,
        ).join(Facility, col(Facility.organisation_id) == col(Organisation.id))  # type: ignore[arg-type]
    )
    return sorted(map(tuple, rows))


def _surveys(session: Session) -> list[Any]:
    rows = session.exec(
        select(Survey.slug, Survey.state, Survey.opens_on, Organisation.code)
        .join(Participation, col(Participation.survey_id) == col(Survey.id))
        .join(Organisation, col(Organisation.id) == col(Participation.organisation_id))
    )
    return sorted(map(tuple, rows))


def _responses(session: Session) -> list[Any]:
    rows = session.exec(
        select(Survey.slug, Response, Organisation.code)
        .join(Response, col(Response.survey_id) == col(Survey.id))
        .outerjoin(Organisation, col(Organisation.id) == col(Response.organisation_id))
    )
    return sorted(
        (slug, code or "", row.state, row.language, row.quoting, str(row.submitted_on), _said(row))
        for slug, row, code in rows
    )


def _said(row: Response) -> str:
    if not row.document:
        return ""
    document = documents.decode(row.document)
    return str((document.answers, [(part.code, part.answers) for part in document.facilities]))


def _revisions(session: Session) -> list[Any]:
    rows = session.exec(
        select(Survey.slug, Organisation.code, Revision.page, Revision.content, Revision.saved_at)
        .join(Response, col(Response.id) == col(Revision.response_id))
        .join(Survey, col(Survey.id) == col(Response.survey_id))
        .join(Organisation, col(Organisation.id) == col(Response.organisation_id))
    )
    return sorted(map(tuple, rows))


def _statements(session: Session) -> list[Any]:
    rows = session.exec(
        select(Survey.slug, Statement).join(Statement, col(Statement.survey_id) == col(Survey.id))
    )
    return sorted(
        (slug, row.text, row.item, row.source, row.language, row.area_code, row.area_reason)
        for slug, row in rows
    )


def _codings(session: Session) -> list[Any]:
    rows = session.exec(
        select(Survey.slug, Statement.text_hash, Segment.start, Segment.end, Coding)
        .join(Statement, col(Statement.survey_id) == col(Survey.id))
        .join(Segment, col(Segment.statement_id) == col(Statement.id))
        .join(Coding, col(Coding.segment_id) == col(Segment.id))
    )
    return sorted(
        (slug, text, start, end, row.kind, row.code, row.coder, row.status, str(row.evidence))
        for slug, text, start, end, row in rows
    )
