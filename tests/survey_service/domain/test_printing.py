"""PDFs on request: what the process is given never stands in what is logged."""

import datetime as dt

import pytest

from exports.letters import Letter, Post
from survey_service import clock
from survey_service.domain import printing


def test_what_cannot_be_printed_is_refused_without_its_content() -> None:
    letter = Letter(
        address=("Haus",),
        subject="Einladung",
        before="",
        after="",
        # Longer than any QR code.
        link="https://beteiligung.stadt.example/t/" + "A" * 5_000,
        entrance="",
        code="",
    )
    made = Post(
        title="Briefe",
        sender=("Musterstadt",),
        date=dt.datetime(2026, 1, 1, tzinfo=clock.BERLIN),
        letters=(letter,),
    )
    with pytest.raises(RuntimeError) as raised:
        printing.printed(made)
    assert str(raised.value) == "exports.letters failed (exit 1)"
