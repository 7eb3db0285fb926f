"""Shipped questionnaires: the list is what lies in the library, and one can be taken in."""

import msgspec
import pytest

from questionnaires import questionnaire as definition
from questionnaires.readers import xlsform
from survey_service.database import Database
from survey_service.domain.fieldwork import questionnaires, shipped
from survey_service.errors import NotFound
from survey_service.permissions import Actor
from tests.survey_service.waves import PLANNER


@pytest.mark.parametrize("key", ["", "kein", "../library/traegerabfrage", "traegerabfrage.xlsx"])
def test_only_what_is_shipped_is_taken(database: Database, key: str) -> None:
    with pytest.raises(NotFound, match="mitgelieferten"), database.write() as session:
        shipped.take(session, PLANNER, key)


def test_list_is_what_the_library_holds() -> None:
    found = {}
    # Observations have their form by themselves: nobody makes a wave of it.
    for path in set(shipped.LIBRARY.glob("*.xlsx")) - {shipped.LIBRARY / "beobachtung.xlsx"}:
        questionnaire = xlsform.read(path.read_bytes(), name=path.name).questionnaire
        assert questionnaire is not None
        title = definition.text(questionnaire.title, questionnaire.default_language)
        found[path.stem] = (questionnaire.key, questionnaire.version, title)
    assert {one.key: (one.key, one.version, one.title) for one in shipped.SHIPPED} == found


def test_taken_once_it_is_offered_no_more(database: Database) -> None:
    first, second = shipped.SHIPPED
    with database.write() as session:
        assert shipped.not_taken(session) == (first, second)
        taken = shipped.take(session, PLANNER, first.key)
        assert shipped.not_taken(session) == (second,)
        assert shipped.take(session, Actor(login="andere"), first.key) == taken
        assert [one.id for one in questionnaires.all_versions(session)] == [taken]


def test_newer_version_is_offered_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = shipped.SHIPPED
    newer = msgspec.structs.replace(first, version=first.version + 1)
    with database.write() as session:
        shipped.take(session, PLANNER, first.key)
        shipped.take(session, PLANNER, second.key)
        assert shipped.not_taken(session) == ()
        monkeypatch.setattr(shipped, "SHIPPED", (newer, second))
        assert shipped.not_taken(session) == (newer,)
