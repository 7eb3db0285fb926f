"""An association sees its members' returns, nobody else's and no answers: refusals first."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.associations import members
from survey_service.domain.associations.members import MemberLine
from survey_service.errors import NotFound
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import Survey
from tests.survey_service.domain.associations.two import PLANNER, SLUG, make, speaker
from tests.survey_service.waves import association

INVITED = date(2026, 5, 4)


@pytest.mark.parametrize("actor", [PLANNER, Actor(grants=(RoleGrant("association"),))])
def test_who_speaks_for_no_association_has_no_members(database: Database, actor: Actor) -> None:
    with database.write() as session:
        make(session)
        assert members.waves(session, actor) == []
        with pytest.raises(NotFound):
            members.wave(session, actor, SLUG)


def test_wave_without_own_members_is_not_even_named(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        stranger = speaker(session, "dora", "Dora", association(session, "Diakonie"))
        with pytest.raises(NotFound, match="gibt es nicht"):
            members.wave(session, stranger, SLUG)
        assert members.waves(session, stranger) == []
        session.exec(select(Survey)).one().state = "draft"
        session.flush()
        assert members.waves(session, made.awo) == []
        with pytest.raises(NotFound):
            members.wave(session, made.awo, SLUG)


def test_members_are_shown_with_state_and_dates_only(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        seen = members.wave(session, made.awo, SLUG)
        assert members.waves(session, made.awo) == [seen]
    yesterday = clock.today() - timedelta(days=1)
    assert seen.lines == (
        MemberLine(
            name="Träger awo-1",
            state="returned",
            invited_on=INVITED,
            reminded_on=None,
            returned_on=yesterday,
        ),
        MemberLine(
            name="Träger awo-2",
            state="invited",
            invited_on=INVITED,
            reminded_on=None,
            returned_on=None,
        ),
    )
    assert (seen.returned, seen.counts["invited"]) == (1, 1)


def test_without_the_scope_another_associations_members_would_show(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the list above is short because of ``own`` and nothing else."""
    with database.write() as session:
        made = make(session)
        monkeypatch.setattr(members, "own", lambda _: select(Organisation.id))
        names = [line.name for line in members.wave(session, made.awo, SLUG).lines]
    assert names == ["Träger awo-1", "Träger awo-2", "Träger caritas-1", "Träger frei"]


def cells(session: Session, actor: Actor) -> list[object]:
    import io

    from openpyxl import load_workbook

    content = members.workbook(session, actor, SLUG, today=clock.today())
    return [cell for row in load_workbook(io.BytesIO(content)).active.values for cell in row]


def test_workbook_holds_the_members_and_no_addresses(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        found = cells(session, made.caritas)
    assert "Träger caritas-1" in found
    assert "Träger awo-1" not in found
    assert not any("@" in str(cell) for cell in found)
