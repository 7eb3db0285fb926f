"""Quotes need a person's release and the permission of who said it."""

from uuid import UUID

import pytest

from survey_service.database import Database
from survey_service.domain.coding import quoting, segments
from survey_service.errors import Conflict, Refused
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER
from tests.survey_service.domain.coding.conftest import TEXT


def test_quote_is_released_changed_and_withdrawn(database: Database, segment_id: UUID) -> None:
    with database.write() as session:
        with pytest.raises(Refused, match="braucht einen Text"):
            quoting.release(session, PLANNER, segment_id=segment_id, text="  ")
        with pytest.raises(Conflict, match="nicht freigegeben"):
            quoting.withdraw(session, PLANNER, segment_id=segment_id)
        quoting.release(session, PLANNER, segment_id=segment_id, text="Der Bus …")
        quoting.release(session, PLANNER, segment_id=segment_id, text=" Der Bus fährt. ")
    with database.write() as session:
        quote = segments.load(session, PLANNER, segment_id).quote
        assert quote == segments.ReleasedQuoteFacts(
            text="Der Bus fährt.", released_by="planner", withdrawn=False
        )
        quoting.withdraw(session, PLANNER, segment_id=segment_id)


def test_who_does_not_want_to_be_quoted_is_not(database: Database) -> None:
    with database.write() as session:
        survey_id = coded.add_survey(session)
        statement = coded.add_statement(session, survey_id, TEXT, quoting="none")
        coded.add_run(session, survey_id, [coded.coded_statement(statement, TEXT, ())])
    (segment_id,) = coded.segment_ids(database)
    with pytest.raises(Conflict, match="nicht zitiert"), database.write() as session:
        quoting.release(session, PLANNER, segment_id=segment_id, text="Der Bus")
