"""A planner lets the coder learn from reviewed codings, compares, puts it to use, goes back."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation
from tests.survey_service.coded import add_run, add_statement, coded_statement, suggestion
from tests.survey_service.new_themes import DOGS
from tests.survey_service.reviewed import add_reviewed

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(480)]
# Six models are learned, on a busy machine one after the other.
LEARNED = 300_000


def test_coder_learns_is_compared_and_put_to_use(
    installation: Installation, desk: Page, axe: Inspector
) -> None:
    sign_in(desk, "planner")
    desk.goto("/kodierer")
    expect(desk.get_by_text("Nötig sind mindestens 20.")).to_be_visible()
    assert axe(desk) == []
    with installation.database.write() as session:
        survey = filled.add_survey(session, "Mein Quartier", kind="consultation")
        add_reviewed(session, survey.id, per_code=8)
    desk.goto("/kodierer")
    desk.get_by_role("button", name="Aus geprüften Kodierungen lernen").click()
    expect(desk.get_by_text("Fassung 1 lernt, Schritte")).to_be_visible()
    assert axe(desk) == []
    expect(desk.get_by_role("link", name="Fassung 1")).to_be_visible(timeout=LEARNED)
    desk.get_by_role("link", name="Fassung 1").click()
    expect(desk.get_by_role("heading", name="Bisheriger und neuer Kodierer")).to_be_visible()
    assert axe(desk) == []
    photograph(desk, "vergleich")
    desk.get_by_role("button", name="Diesen Kodierer einsetzen").click()
    expect(desk.get_by_text("Von jetzt an kodiert Fassung 1.")).to_be_visible()
    expect(desk.get_by_text("n = 24 geprüfte Vorschläge")).to_be_visible()
    assert axe(desk) == []
    photograph(desk, "kodierer")
    desk.get_by_role("button", name="Mitgelieferten Kodierer einsetzen").click()
    expect(desk.get_by_text("kodiert wieder der mitgelieferte Kodierer")).to_be_visible()
    desk.get_by_role("link", name="Fassung 1").click()
    desk.get_by_role("button", name="Verwerfen").click()
    expect(desk.get_by_text("Fassung 1 ist verworfen.")).to_be_visible()
    assert axe(desk) == []

    desk.goto("/kodierer/automatisch")
    desk.get_by_label("Thema").select_option(label="Bus und Bahn")
    desk.get_by_role("button", name="Festlegen").click()
    expect(desk.get_by_text("noch nicht erreicht")).to_be_visible()
    assert axe(desk) == []
    photograph(desk, "automatisch")


def photograph(page: Page, name: str) -> None:
    folder = os.environ.get("LOOP_PICTURES")
    if folder:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def test_planner_reviews_what_teaches_most(
    installation: Installation, desk: Page, axe: Inspector
) -> None:
    with installation.database.write() as session:
        survey = filled.add_survey(session, "Lehrreich", kind="consultation")
        given = []
        for number in range(6):
            text = f"Der Bus der Linie {number} kommt zu selten."
            statement = add_statement(session, survey.id, text, contributor=f"c{number}")
            codes = (suggestion("mobilitaet.oepnv", confidence=0.5 + number / 20),)
            given.append(coded_statement(statement, text, codes))
        add_run(session, survey.id, given)
    sign_in(desk, "planner")
    desk.goto("/erhebungen/lehrreich/kodierung")
    assert axe(desk) == []
    desk.get_by_role("link", name="Lehrreiche zuerst prüfen").click()
    assert axe(desk) == []
    desk.get_by_role("button", name="Reihenfolge bestimmen").click()
    begin = desk.get_by_role("link", name="Mit der ersten beginnen")
    expect(begin).to_be_visible(timeout=LEARNED)
    # Without loading the page again.
    expect(desk.get_by_role("button", name="Neue Reihenfolge bestimmen")).to_be_visible()
    assert axe(desk) == []
    photograph(desk, "lehrreich")
    begin.click()
    # The keys work once the page's script has run.
    desk.wait_for_load_state("load")
    first = desk.url
    desk.keyboard.press("a")
    expect(desk.get_by_text("Angenommen.")).to_be_visible()
    assert desk.url == first
    assert axe(desk) == []
    desk.keyboard.press("n")
    desk.wait_for_url(lambda url: url != first)
    assert desk.url.endswith("?folge=lehrreich")
    desk.get_by_role("link", name="Lehrreiche Sinneinheiten").click()
    expect(desk.get_by_role("link", name="Weiter prüfen")).to_be_visible()
    assert axe(desk) == []


def test_what_the_codebook_lacks_is_found_and_read(
    desk: Page, installation: Installation, axe: Inspector
) -> None:
    with installation.database.write() as session:
        survey = filled.add_survey(session, "Neues", kind="consultation")
        given = []
        for number, text in enumerate(DOGS):
            statement = add_statement(session, survey.id, text, contributor=f"c{number}")
            given.append(coded_statement(statement, text, ()))
        add_run(session, survey.id, given)
    sign_in(desk, "planner")
    desk.goto("/erhebungen/neues/kodierung")
    desk.get_by_role("link", name="Neue Themen").click()
    assert axe(desk) == []
    desk.get_by_role("button", name="Neue Themen suchen").click()
    group = desk.get_by_role("heading", name="Hundewiese")
    expect(group).to_be_visible(timeout=LEARNED)
    expect(desk.get_by_role("button", name="Noch einmal suchen")).to_be_visible()
    desk.get_by_text("2 weitere Sinneinheiten").click()
    assert axe(desk) == []
    photograph(desk, "neue-themen")
    desk.get_by_role("link", name=DOGS[0]).click()
    expect(desk.get_by_text(DOGS[0]).first).to_be_visible()
