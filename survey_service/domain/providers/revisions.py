"""Revisions: every saved version of a page. They are only added."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from questionnaires.answers import Answers
from survey_service.tables.responses import Revision

AT_ONCE = 500
"""Versions asked for in one statement: databases limit its length."""


class Place(msgspec.Struct, frozen=True):
    """A page, for a roster page of one facility (its id; "" = the organisation's page)."""

    page: str
    facility: str = ""


class PageContent(msgspec.Struct, frozen=True, kw_only=True):
    """What a revision holds: answers, and what was typed but cannot be read as an answer.

    ``taken_over``: items whose answer is last wave's, taken over by a button and unchanged since.
    ``nothing_new``: somebody looked at the page and has nothing to add; it holds no answer then.
    """

    answers: Answers = {}
    unreadable: dict[str, list[str]] = {}
    taken_over: tuple[str, ...] = ()
    nothing_new: bool = False


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One saved version of a place. Number 0 = nothing saved yet."""

    number: int = 0
    content: PageContent = PageContent()
    saved_at: datetime | None = None
    author: str = ""
    form: str = ""
    sequence: int = 0


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(PageContent)


def encode_content(content: PageContent) -> bytes:
    """As stored in a revision; the same bytes for the same content."""
    return _encoder.encode(content)


def decode_content(content: bytes) -> PageContent:
    """What a revision holds; erased content is empty."""
    return _decoder.decode(content) if content else PageContent()


def alike(one: PageContent, other: PageContent) -> bool:
    """Whether both say the same; how an answer came there does not matter."""
    return (one.answers, one.unreadable) == (other.answers, other.unreadable)


def still_taken_over(
    before: PageContent, answers: Answers, unreadable: dict[str, list[str]]
) -> tuple[str, ...]:
    """Of what was taken over, the items that hold the same answer."""
    return tuple(
        code
        for code in before.taken_over
        if code not in unreadable and answers.get(code) == before.answers.get(code)
    )


def newest(
    session: Session, response_id: UUID, *, parts: Collection[str] | None = None
) -> dict[Place, Sheet]:
    """The newest version of every place (of these parts only); those aside do not count."""
    latest = (
        select(Revision.page, Revision.part, func.max(Revision.number).label("number"))
        .where(Revision.response_id == response_id, col(Revision.aside).is_(False), *among(parts))
        .group_by(col(Revision.page), col(Revision.part))
        .subquery()
    )
    # Columns, not rows as objects: a big return has many hundreds of them.
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Revision.page,
            Revision.part,
            Revision.number,
            Revision.content,
            Revision.saved_at,
            Revision.author,
            Revision.form,
            Revision.sequence,
        )
        .join(
            latest,
            (col(Revision.page) == latest.c.page)
            & (col(Revision.part) == latest.c.part)
            & (col(Revision.number) == latest.c.number),
        )
        .where(Revision.response_id == response_id)
    )
    return {
        Place(page, part): Sheet(
            number=number,
            content=decode_content(content),
            saved_at=saved_at,
            author=author,
            form=form,
            sequence=sequence,
        )
        for page, part, number, content, saved_at, author, form, sequence in rows
    }


def among(parts: Collection[str] | None) -> list[ColumnElement[bool]]:
    """The condition that a revision belongs to these parts; none for all of them."""
    return [] if parts is None else [col(Revision.part).in_(parts)]


def at(
    session: Session, response_id: UUID, numbers: Mapping[Place, int]
) -> dict[Place, PageContent]:
    """The versions with these numbers. Number 0 and what does not exist is empty."""
    wanted = [(place.page, place.facility, number) for place, number in numbers.items() if number]
    found = dict.fromkeys(numbers, PageContent())
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.exec(
            select(Revision).where(
                Revision.response_id == response_id,
                tuple_(col(Revision.page), col(Revision.part), col(Revision.number)).in_(
                    wanted[start : start + AT_ONCE]
                ),
            )
        )
        found |= {Place(row.page, row.part): decode_content(row.content) for row in rows}
    return found


def highest_numbers(
    session: Session, response_id: UUID, *, parts: Collection[str] | None = None
) -> dict[Place, int]:
    """The highest number of every place (of these parts only), those aside included."""
    rows = session.exec(
        select(Revision.page, Revision.part, func.max(Revision.number))
        .where(Revision.response_id == response_id, *among(parts))
        .group_by(col(Revision.page), col(Revision.part))
    )
    return {Place(page, part): number for page, part, number in rows}


def since(session: Session, response_id: UUID, place: Place, number: int) -> Sequence[Revision]:
    """The versions of a place from this number on, those aside included."""
    return session.exec(
        select(Revision)
        .where(
            Revision.response_id == response_id,
            Revision.page == place.page,
            Revision.part == place.facility,
            Revision.number >= number,
        )
        .order_by(col(Revision.number))
    ).all()


def aside(session: Session, response_id: UUID) -> dict[Place, tuple[Sheet, ...]]:
    """Versions over which nobody has decided yet, the oldest first."""
    later = aliased(Revision)
    settled = select(later.id).where(
        later.response_id == Revision.response_id,
        later.page == Revision.page,
        later.part == Revision.part,
        later.settles == Revision.number,
    )
    rows = session.exec(
        select(Revision)
        .where(
            Revision.response_id == response_id,
            col(Revision.aside).is_(True),
            ~settled.exists(),
        )
        .order_by(Revision.page, Revision.part, col(Revision.number))
    )
    return {
        place: tuple(sheet_of(row) for row in group)
        for place, group in groupby(rows, key=lambda row: Place(row.page, row.part))
    }


def sheet_of(row: Revision) -> Sheet:
    """A revision as a struct."""
    return Sheet(
        number=row.number,
        content=decode_content(row.content),
        saved_at=row.saved_at,
        author=row.author,
        form=row.form,
        sequence=row.sequence,
    )
