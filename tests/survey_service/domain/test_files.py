"""Files in rows of 1 MB."""

from uuid import uuid4

import pytest

from survey_service.database import Database
from survey_service.domain import files
from survey_service.errors import NotFound


def test_unknown_file_is_not_found(database: Database) -> None:
    with database.read() as session:
        with pytest.raises(NotFound):
            files.head(session, uuid4())
        assert list(files.stream(session, uuid4())) == []


@pytest.mark.parametrize("size", [0, 1, 1_000_000, 2_500_000])
def test_file_comes_back_in_parts(database: Database, size: int) -> None:
    content = bytes(number % 251 for number in range(1_000)) * (size // 1_000) + b"x" * (
        size % 1_000
    )
    with database.write() as session:
        file_id = files.store(session, "a.pdf", "application/pdf", content)
    with database.read() as session:
        facts = files.head(session, file_id)
        parts = list(files.stream(session, file_id))
    assert (facts.name, facts.media_type, facts.size) == ("a.pdf", "application/pdf", size)
    assert b"".join(parts) == content
    assert [len(part) for part in parts[:-1]] == [1_000_000] * (len(parts) - 1)
