"""Route x role x foreign object: nobody who comes by a link or for an association sees or changes
anything of another. Generated from the routes: a new route, or a new kind of object in an address,
fails here until it is known.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import msgspec
import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select
from sqlmodel import Session

from survey_service import clock, keys
from survey_service.database import Database
from survey_service.domain.administration import accounts
from survey_service.domain.providers.revisions import PageContent, encode_content
from survey_service.domain.providers.workbook_findings import Findings
from survey_service.tables.accounts import BrowserSession, SessionKind
from survey_service.tables.base import metadata
from survey_service.tables.follow_ups import FollowUp, FollowUpVersion
from survey_service.tables.position_papers import PositionPaper, PositionVersion
from survey_service.tables.register import (
    Association,
    ChangeReport,
    Organisation,
    OrganisationMerge,
)
from survey_service.tables.responses import (
    Delegation,
    Response,
    ResponseComment,
    Revision,
    Statement,
    SubmittedVersion,
    WorkbookUpload,
)
from survey_service.tables.surveys import Participation, Survey
from survey_service.tables.workshop import WorkshopEntry
from survey_service.web.security import cookie_name
from tests.survey_service import wave, workshop
from tests.survey_service.conftest import OPERATOR, PASSWORD
from tests.survey_service.web.test_routes import (
    ASSOCIATION,
    DESK,
    ORGANISATION,
    PART,
    WORKSHOP,
    rows,
)

# Whatever bears this word belongs to somebody else.
MARK = "Fremdwort"
ASSOCIATIONS = [row for row, roles in DESK.items() if roles == frozenset({ASSOCIATION})]
REFUSED = {400, 401, 403, 404, 405, 409, 422}
SHARED = frozenset({"browser_session", "audit_entry"})


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Cookies of those who look, and what is somebody else's: part of an address -> values."""

    organisation: str
    delegate: str
    party: str
    own: dict[str, str]
    foreign: dict[str, tuple[str, ...]]
    out_of_scope: dict[str, tuple[str, ...]]


@pytest.fixture
def world(site_database: Database) -> World:
    with site_database.write() as session:
        return make(session)


def make(session: Session) -> World:
    """Two organisations of two associations in one wave and in another; two workshops."""
    today = clock.today()
    given = wave.make(session, opens=today - timedelta(days=1), closes=today + timedelta(days=30))
    ours, theirs = given.actor.organisation_id, given.stranger.organisation_id
    assert ours is not None
    assert theirs is not None
    foreign = session.get_one(Organisation, theirs)
    foreign.name, foreign.email = f"{MARK} gGmbH", f"{MARK.lower()}@example.org"
    session.add(Participation(survey_id=given.survey_id, organisation_id=theirs))
    for name, organisation in (("Anderer Verband", theirs), ("Eigener Verband", ours)):
        known = Association(name=name)
        session.add(known)
        session.flush()
        session.get_one(Organisation, organisation).association_id = known.id
    other = session.execute(select(Survey.id).where(Survey.slug == "andere")).scalar_one()
    mine = _everything(session, given.survey_id, ours, given.facilities[0], "eigen")
    objects = _everything(session, given.survey_id, theirs, given.foreign_facility, MARK)
    objects |= {"slug": "andere"}
    _everything(session, other, theirs, given.foreign_facility, MARK)
    _laid_aside(session, given.survey_id, theirs)
    _statement_of_associations(session, other, foreign.association_id)
    _follow_up(session, other)
    _account(session, session.get_one(Organisation, ours).association_id)
    own_workshop = workshop.make(session, title="Eigene Welle")
    party = workshop.party(session, own_workshop, "Eigene Runde")
    _foreign_workshop(session)
    return World(
        organisation=_cookie(session, invitation_id=given.actor.invitation_id),
        delegate=_cookie(session, delegation_id=UUID(mine["delegation"])),
        party=_cookie(session, workshop_party_id=party.workshop_party_id),
        own={"slug": wave.SLUG, "page": "nachfrage", "facility": given.facilities[0], **mine},
        foreign={
            **{name: (value,) for name, value in objects.items()},
            "facility": (given.foreign_facility,),
            "page": ("gibt-es-nicht",),
            "kind": ("gibt-es-nicht",),
        },
        out_of_scope={"page": ("umfeld", "lage"), "facility": (given.facilities[1],)},
    )


def _everything(
    session: Session, survey_id: UUID, organisation_id: UUID, facility: str, word: str
) -> dict[str, str]:
    """One of each kind of object that an organisation has; part of an address -> its value."""
    now = clock.now()
    survey = session.get_one(Survey, survey_id)
    response = Response(
        survey_id=survey_id,
        questionnaire_version_id=survey.questionnaire_version_id,
        organisation_id=organisation_id,
    )
    delegation = Delegation(
        survey_id=survey_id,
        organisation_id=organisation_id,
        colleague=f"{word} Kollegin",
        scope=[["nachfrage", facility]],
        token_hash=keys.digest(f"{survey_id}{organisation_id}"),
        created_at=now,
    )
    upload = WorkbookUpload(
        survey_id=survey_id,
        organisation_id=organisation_id,
        file_name=f"{word}.xlsx",
        findings=msgspec.json.encode(Findings(workbook=word)),
        uploaded_at=now,
    )
    statement = Statement(
        survey_id=survey_id,
        organisation_id=organisation_id,
        source="provider",
        contributor=organisation_id.hex,
        text=f"{word} beobachtet",
        text_hash=keys.digest(f"{survey_id}{word}"),
    )
    session.add_all([response, delegation, upload, statement])
    session.flush()
    number = f"2026-{response.id.hex[:6].upper()}"
    session.add_all(
        [
            Revision(
                response_id=response.id,
                page="lage",
                number=1,
                content=encode_content(PageContent(answers={"neu": f"{word} ist neu"})),
                author=word,
                saved_at=now,
            ),
            SubmittedVersion(
                response_id=response.id,
                number=1,
                document=b"",
                receipt_number=number,
                submitted_at=now,
            ),
            ResponseComment(
                survey_id=survey_id,
                organisation_id=organisation_id,
                page="lage",
                text=f"{word} fragt",
                written_at=now,
            ),
            ChangeReport(
                organisation_id=organisation_id,
                kind="other",
                remark=f"{word} zieht um",
                reported_at=now,
            ),
        ]
    )
    session.flush()
    return {
        "delegation": str(delegation.id),
        "upload_id": str(upload.id),
        "observation": str(statement.id),
        "number": number,
    }


def _laid_aside(session: Session, survey_id: UUID, organisation_id: UUID) -> None:
    """A second return of the other organisation, from an entry that was merged with its own."""
    duplicate = Organisation(code="T9", name=f"{MARK} doppelt", active=False)
    session.add(duplicate)
    session.flush()
    version = session.get_one(Survey, survey_id).questionnaire_version_id
    session.add_all(
        [
            OrganisationMerge(
                organisation_id=duplicate.id,
                kept_id=organisation_id,
                merged_at=clock.now(),
                merged_by="Planerin",
            ),
            Response(
                survey_id=survey_id,
                questionnaire_version_id=version,
                organisation_id=duplicate.id,
                state="withdrawn",
            ),
        ]
    )


def _statement_of_associations(
    session: Session, survey_id: UUID, association_id: UUID | None
) -> None:
    assert association_id is not None
    paper = PositionPaper(survey_id=survey_id)
    session.add(paper)
    session.flush()
    session.add(
        PositionVersion(
            paper_id=paper.id,
            number=1,
            text=f"{MARK} schreibt",
            association_id=association_id,
            author=MARK,
            written_at=clock.now(),
        )
    )


def _follow_up(session: Session, survey_id: UUID) -> None:
    row = FollowUp(survey_id=survey_id)
    session.add(row)
    session.flush()
    session.add(
        FollowUpVersion(
            follow_up_id=row.id,
            number=1,
            headline=f"{MARK} wird gehört",
            text=MARK,
            state="done",
            dated_on=clock.today(),
            author=MARK,
            written_at=clock.now(),
            published_at=clock.now(),
            published_by=MARK,
        )
    )


def _account(session: Session, association_id: UUID | None) -> None:
    accounts.add(
        session,
        OPERATOR,
        login="verbandskonto",
        name="Verband",
        password=PASSWORD,
        role=ASSOCIATION,
        association=session.get_one(Association, association_id).name,
    )


def _foreign_workshop(session: Session) -> None:
    at = workshop.make(session, title=f"{MARK}welle")
    party = workshop.party(session, at, f"{MARK}runde")
    version = session.get_one(Survey, at.survey_id).questionnaire_version_id
    session.add(
        WorkshopEntry(
            workshop_id=at.id,
            party_id=party.workshop_party_id,
            questionnaire_version_id=version,
            item="neu",
            kind="comment",
            text=f"{MARK} meint",
            author=MARK,
            written_at=clock.now(),
        )
    )


def _cookie(session: Session, **owner: UUID | None) -> str:
    kinds = {
        "invitation_id": SessionKind.STANDING,
        "delegation_id": SessionKind.DELEGATE,
        "workshop_party_id": SessionKind.WORKSHOP,
    }
    token = keys.new_token()
    session.add(
        BrowserSession(
            token_hash=keys.digest(token),
            kind=kinds[next(iter(owner))],
            expires_at=clock.now().replace(year=2099),
            **owner,
        )
    )
    return token


def addresses(
    row: str, own: dict[str, str], foreign: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """The route with one part somebody else's and the others one's own, for every part.

    Without parts: as it is. A part that is not known here fails.
    """
    method, _, path = row.partition(" ")
    parts = [name for name, _ in re.findall(r"{(\w+):(\w+)}", path)]
    unknown = set(parts) - foreign.keys()
    assert unknown == set(), f"{row}: say in this test what is foreign for {unknown}"
    if not parts:
        yield method, path
    for changed, value in ((part, value) for part in parts for value in foreign[part]):
        filled = {part: own.get(part, foreign[part][0]) for part in parts} | {changed: value}
        yield method, re.sub(r"{(\w+):\w+}", lambda found, f=filled: f[found[1]], path)  # type: ignore[misc]


def counts(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in SHARED
        }


def send(client: TestClient[Any], method: str, path: str, token: str) -> Any:
    fields = {"_csrf": token, "text": "von außen", "neu": "von außen", "_weiter": "1"}
    return client.request(
        method, path, data=fields if method == "POST" else None, follow_redirects=False
    )


def form_token(client: TestClient[Any], page: str) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', client.get(page).text)
    assert found, page
    return found.group(1)


@pytest.mark.parametrize("who", ["organisation", "delegate"])
def test_links_open_nothing_of_another_organisation(
    client: TestClient[Any], site_database: Database, world: World, who: str
) -> None:
    client.cookies.set(cookie_name("zugang", secure=False), getattr(world, who))
    token = form_token(client, f"/traeger/{wave.SLUG}/nachfrage/{world.own['facility']}")
    before = counts(site_database)
    # Ending the session and changing one's own things stand in no foreign object's address.
    tried = [
        (row, *one)
        for row in sorted(rows(ORGANISATION) | rows(PART))
        for one in addresses(row, world.own, world.foreign)
        if "{" in row or row.startswith("GET")
    ]
    assert len(tried) > 80
    for row, method, path in tried:
        answer = send(client, method, path, token)
        if "{" in row:
            assert answer.status_code in REFUSED, (row, path, answer.status_code)
        assert MARK not in answer.text, (row, path)
    assert counts(site_database) == before


def test_a_colleague_sees_only_what_was_handed_on(
    client: TestClient[Any], site_database: Database, world: World
) -> None:
    client.cookies.set(cookie_name("zugang", secure=False), world.delegate)
    token = form_token(client, f"/traeger/{wave.SLUG}/nachfrage/{world.own['facility']}")
    before = counts(site_database)
    for row in sorted(rows(ORGANISATION)):
        for method, path in addresses(row, world.own, world.foreign):
            assert send(client, method, path, token).status_code in {401, 403, 404}, (row, path)
    limited = {"slug": (wave.SLUG,), **world.out_of_scope}
    for row, part in product(sorted(rows(PART)), ("page", "facility")):
        if f"{{{part}:" not in row:
            continue
        own = world.own | {part: limited[part][0]}
        for method, path in addresses(row, own, {**world.foreign, part: limited[part]}):
            answer = send(client, method, path, token)
            assert answer.status_code in REFUSED, (row, path, answer.status_code)
    assert counts(site_database) == before


def test_what_is_refused_to_others_is_there_for_its_owner(
    client: TestClient[Any], site_database: Database, world: World
) -> None:
    """Negative control: the same addresses, asked for by whom they belong to, show the word."""
    with site_database.write() as session:
        found = session.execute(
            select(Organisation.id).where(Organisation.name == f"{MARK} gGmbH")
        ).scalar_one()
        actor = wave._actor(session, session.get_one(Organisation, found))
        cookie = _cookie(session, invitation_id=actor.invitation_id)
    client.cookies.set(cookie_name("zugang", secure=False), cookie)
    for path in (
        "/traeger",
        "/traeger/andere/lage",
        "/traeger/meldungen",
        "/traeger/was-daraus-wurde",
        "/traeger/andere/weitergeben",
        f"/traeger/{wave.SLUG}/weitergeben/{world.foreign['delegation'][0]}",
    ):
        assert MARK in client.get(path).text, path


def test_an_association_sees_nothing_of_the_members_of_another(
    client: TestClient[Any], site_database: Database, world: World
) -> None:
    client.get("/anmelden")
    token = form_token(client, "/anmelden")
    client.post(
        "/anmelden",
        data={"_csrf": token, "login": "verbandskonto", "password": PASSWORD},
    )
    token = form_token(client, "/arbeitsplatz")
    before = counts(site_database)
    foreign = {**world.foreign, "number": ("1",)}
    tried = [
        (row, *one) for row in ASSOCIATIONS for one in addresses(row, {"number": "1"}, foreign)
    ]
    assert len(tried) > 10
    for row, method, path in tried:
        answer = send(client, method, path, token)
        assert answer.status_code in REFUSED, (row, path, answer.status_code)
        assert MARK not in answer.text, (row, path)
    for path in ("/arbeitsplatz", f"/verband/{wave.SLUG}", f"/verband/{wave.SLUG}/stellungnahme"):
        answer = client.get(path)
        assert (answer.status_code, MARK in answer.text) == (200, False), path
    assert counts(site_database) == before
    assert "Haus Muster" in client.get(f"/verband/{wave.SLUG}").text


def test_a_party_sees_nothing_of_another_workshop(client: TestClient[Any], world: World) -> None:
    client.cookies.set(cookie_name("werkstatt", secure=False), world.party)
    pages = [
        path
        for row in sorted(rows(WORKSHOP))
        for method, path in addresses(row, {}, {"page": ("lage",)})
        if method == "GET"
    ]
    assert len(pages) > 4
    for path in [*pages, "/werkstatt/beitraege?frage=neu"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert MARK not in answer.text, path


def test_the_list_of_association_routes_is_not_empty() -> None:
    assert len(ASSOCIATIONS) > 8
