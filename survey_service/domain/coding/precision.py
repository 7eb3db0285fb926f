"""How often each coder was right among what people decided on, per code."""

from collections.abc import Iterator
from itertools import groupby

import msgspec
from sqlmodel import Session

from analysis import acceptance
from analysis import codebook as codebooks
from analysis.acceptance import Precision, Review
from analysis.codebook import Codebook
from survey_service.domain.coding import reviewed
from survey_service.tables.codings import CodingKind, CodingStatus


class CodePrecision(msgspec.Struct, frozen=True, kw_only=True):
    """A code and how often the coder proposed it rightly."""

    label: str
    precision: Precision


class CoderPrecision(msgspec.Struct, frozen=True, kw_only=True):
    """A coder, how many of its proposals were decided on, and its codes in codebook order."""

    coder: str
    reviewed: int
    codes: tuple[CodePrecision, ...]


def by_coder(session: Session, codebook: Codebook) -> tuple[CoderPrecision, ...]:
    """Every coder of which people decided on a proposal; the one with most decisions first."""
    found = tuple(_reviews(session))
    labels = {code.id: code.label for code in codebooks.codes(codebook)}
    # Codes of an earlier codebook come last.
    place = {code: number for number, code in enumerate(labels)}
    counted = []
    for coder in {review.coder for review in found}:
        precisions = sorted(
            acceptance.precisions(found, coder=coder),
            key=lambda one: (place.get(one.code, len(place)), one.code),
        )
        counted.append(
            CoderPrecision(
                coder=coder,
                reviewed=sum(one.reviewed for one in precisions),
                codes=tuple(
                    CodePrecision(label=labels.get(one.code, one.code), precision=one)
                    for one in precisions
                ),
            )
        )
    return tuple(sorted(counted, key=lambda one: (-one.reviewed, one.coder)))


def _reviews(session: Session) -> Iterator[Review]:
    for _, rows in groupby(reviewed.words(session), key=lambda row: row[1]):
        given = list(rows)
        holding = reviewed.standings(given)
        for row in given:
            held = holding[row.kind, row.code]
            if (
                row.kind == CodingKind.THEME
                and row.status == CodingStatus.PROPOSED
                and held in {"accepted", "rejected"}
            ):
                yield Review(
                    coder=row.coder,
                    code=row.code,
                    confidence=row.confidence or 0.0,
                    right=held == "accepted",
                    # Nobody noted whether the segment came up by chance or was looked for.
                    random=False,
                )
