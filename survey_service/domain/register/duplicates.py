"""Organisations that may be the same one twice: by name, e-mail or postal address. Pure."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from uuid import UUID

import msgspec

from survey_service.domain.register.organisations import OrganisationFacts

SIMILAR = 0.87
"""Ratio of difflib from which two names are likely one; "Haus Nord" and "Haus Süd" have 0.71."""

_LEGAL_FORMS = re.compile(
    r"\b(e\.? ?v\.?|eingetragener verein|g?gmbh|gemeinnützige|ag|kg|mbh|stiftung|der|die|das|und)"
    r"(?=\W|$)"
)
# A word that so many organisations have tells none apart, and would make every pair a candidate.
COMMON = 40


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """Two organisations and why they may be one. ``first`` has more facilities."""

    first: OrganisationFacts
    second: OrganisationFacts
    reasons: tuple[str, ...]


def likely(found: Sequence[OrganisationFacts]) -> list[Likeness]:
    """Pairs of active organisations, by the first one's name."""
    rows = [row for row in found if row.active]
    names = {row.id: plain_name(row.name) for row in rows}
    pairs = []
    for one, other in _candidates(rows, names):
        if reasons := tuple(_reasons(one, other, names)):
            first, second = sorted((one, other), key=lambda row: (-row.facilities, row.code))
            pairs.append(Likeness(first=first, second=second, reasons=reasons))
    return sorted(pairs, key=lambda pair: (pair.first.name.casefold(), pair.second.code))


def plain_name(name: str) -> str:
    """Without legal forms, signs and case: "Haus Nord e. V." and "HAUS NORD gGmbH" are one."""
    words = _LEGAL_FORMS.sub(" ", name.casefold().replace("ß", "ss"))
    return " ".join(re.findall(r"\w+", words))


def _candidates(
    rows: Sequence[OrganisationFacts], names: dict[UUID, str]
) -> Iterable[tuple[OrganisationFacts, OrganisationFacts]]:
    """Pairs that share a rare word, an address or the beginning of a name, each once."""
    shared: dict[str, list[OrganisationFacts]] = {}
    for row in rows:
        for word in {*names[row.id].split(), *_addresses(row), f"^{names[row.id][:5]}"}:
            shared.setdefault(word, []).append(row)
    seen: set[frozenset[UUID]] = set()
    for group in shared.values():
        if len(group) > COMMON:
            continue
        for position, one in enumerate(group):
            for other in group[position + 1 :]:
                pair = frozenset({one.id, other.id})
                if pair not in seen:
                    seen.add(pair)
                    yield one, other


def _addresses(row: OrganisationFacts) -> set[str]:
    postal = "".join(re.findall(r"\w+", row.postal_address.casefold()))
    return {
        f"{kind}:{text}" for kind, text in (("@", row.email.casefold()), ("post", postal)) if text
    }


def _reasons(
    one: OrganisationFacts, other: OrganisationFacts, names: dict[UUID, str]
) -> Iterable[str]:
    first, second = names[one.id], names[other.id]
    if first and first == second:
        yield "gleicher Name"
    elif _similar(first, second):
        yield "ähnlicher Name"
    same = _addresses(one) & _addresses(other)
    if any(text.startswith("@") for text in same):
        yield "gleiche E-Mail"
    if any(text.startswith("post") for text in same):
        yield "gleiche Postanschrift"


def _similar(first: str, second: str) -> bool:
    # "Kita 1" and "Kita 2" are two.
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    matcher = SequenceMatcher(None, first, second)
    return matcher.quick_ratio() >= SIMILAR and matcher.ratio() >= SIMILAR
