"""Which text stands under which question."""

from collections import Counter

import pytest

from survey_service.demo import collection, register, texts
from survey_service.demo.collection import Text

STATEMENTS = collection.statements()
FACILITIES = register.reading(collection.area_tree(), STATEMENTS).facilities
PROVIDERS = texts.of_providers(STATEMENTS)


def text(key: str, *, codes: tuple[str, ...] = (), types: tuple[str, ...] = ()) -> Text:
    """A text whose whole is labelled, about the first facility's district."""
    return Text(id=key, text=key, codes=codes, types=types, area=FACILITIES[0].area or "")


def test_every_text_is_placed_once_where_its_district_is() -> None:
    placed = texts.place(PROVIDERS, FACILITIES, wave="2026")
    assert [one.statement.id for one in placed] == sorted(one.id for one in PROVIDERS)
    areas = {(one.organisation, one.code): one.area for one in FACILITIES}
    at_facilities = [one for one in placed if one.facility]
    assert len(at_facilities) > 30
    assert all(areas[one.organisation, one.facility] == one.statement.area for one in at_facilities)


def test_no_question_is_answered_twice_and_few_texts_come_from_one_return() -> None:
    placed = texts.place(PROVIDERS, FACILITIES, wave="2026")
    places = Counter((one.organisation, one.facility, one.item) for one in placed)
    assert set(places.values()) == {1}
    assert max(Counter(one.organisation for one in placed).values()) <= texts.MOST_PER_RETURN


def test_an_organisation_speaks_of_one_district_only() -> None:
    placed = texts.place(PROVIDERS, FACILITIES, wave="2026")
    spoken: dict[str, set[str]] = {}
    for one in placed:
        if one.item in texts.AREA_ITEMS:
            spoken.setdefault(one.organisation, set()).add(one.statement.area)
    assert {len(areas) for areas in spoken.values()} == {1}


def test_nobody_writes_again_what_they_wrote_before() -> None:
    before = texts.place(PROVIDERS, FACILITIES, wave="2023")
    barred = {(one.organisation, one.statement.id) for one in before}
    after = texts.place(PROVIDERS, FACILITIES, wave="2026", avoid=barred)
    assert barred & {(one.organisation, one.statement.id) for one in after} == set()
    unbarred = texts.place(PROVIDERS, FACILITIES, wave="2026")
    assert barred & {(one.organisation, one.statement.id) for one in unbarred} != set()


def test_too_many_texts_for_too_few_places_are_an_error() -> None:
    many = [text(f"t{number}") for number in range(40)]
    with pytest.raises(ValueError, match="no return takes"):
        texts.place(many, FACILITIES[:1], wave="2026")


def test_the_theme_decides_the_question() -> None:
    def items(*, codes: tuple[str, ...] = (), types: tuple[str, ...] = ("problem",)) -> list[str]:
        (one,) = texts.place([text("t", codes=codes, types=types)], FACILITIES, wave="x")
        return [one.item]

    assert items(codes=("struktur.fachkraefte",)) == ["personal_folgen"]
    assert items(codes=("struktur.vernetzung",)) == ["zusammenarbeit_verbessern"]
    assert items(types=("staerke",)) == ["wohnumfeld_gelingt"]


def test_the_kind_is_what_most_parts_are_and_a_problem_otherwise() -> None:
    assert texts.kind_of(text("t", types=("staerke",))) == "staerke"
    assert texts.kind_of(text("t", types=("problem", "staerke"))) == "problem"
    assert texts.kind_of(text("t")) == "problem"


def test_providers_are_asked_in_german() -> None:
    assert len(PROVIDERS) == 116
    assert {(one.source, one.lang) for one in PROVIDERS} == {("provider", "de")}
