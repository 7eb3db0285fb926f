"""Two tabs, autosave and broken forms: both versions are shown, nothing typed is lost."""

import re
from datetime import timedelta

from sqlmodel import select

from survey_service.database import Database
from survey_service.tables.responses import SubmittedVersion
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import Made
from tests.survey_service.web.providers.provider_pages import (
    HUB,
    LAGE,
    autosave,
    change_survey,
    flash,
    form,
    heading,
    hidden,
    other_tab,
    path,
    stored,
)

# Two tabs


def test_two_tabs_show_both_versions_and_lose_nothing(
    provider: Browser, site_database: Database, made: Made
) -> None:
    stale = other_tab(provider, LAGE, {"neu": "Tab eins"})
    form(provider, LAGE, {"umfang": "mehr", "neu": "Tab zwei"})
    answer = provider.post(LAGE, stale)
    assert (path(answer), heading(answer.text)) == (f"{LAGE}/fassungen", "Zwei Fassungen")
    assert "Tab eins" in answer.text
    assert "Tab zwei" in answer.text
    assert "zwei Fassungen" in provider.get(LAGE).text
    assert "Zwei Fassungen: bitte entscheiden" in provider.get(HUB).text
    assert "zwei Fassungen, bitte entscheiden" in provider.get(f"{HUB}/absenden").text

    provider.get(f"{LAGE}/fassungen")
    own = hidden(provider.page)
    answer = provider.post(f"{LAGE}/fassungen", {**own, "umfang": "gespeichert"})
    assert (answer.status_code, "bei jeder Frage" in answer.text) == (400, True)
    assert 'value="gespeichert" checked' in answer.text
    answer = provider.post(f"{LAGE}/fassungen", {**own, "umfang": "gespeichert", "neu": "beide"})
    assert path(answer) == LAGE
    assert "Tab zwei\n\nTab eins</textarea>" in answer.text
    assert path(provider.get(f"{LAGE}/fassungen")) == LAGE


def test_contradiction_is_named_by_labels_everywhere(
    provider: Browser, site_database: Database
) -> None:
    """Ticked twice: not called unreadable, and no code of a choice is shown to people."""
    form(provider, LAGE, {"umfang": ["mit_mehr", "weniger"]})
    page = provider.get(f"{HUB}/absenden").text
    assert "Lage: Umfang der Angebote (nicht auswertbar, bitte prüfen)" in page
    assert "nicht lesbar" not in page


def test_a_newer_save_while_deciding_is_compared_again(provider: Browser, made: Made) -> None:
    facility = f"{HUB}/umfeld/{made.facilities[0]}"
    stale = other_tab(provider, facility, {"fehlt": "Tab eins"})
    form(provider, facility, {"fehlt": "Tab zwei"})
    provider.post(facility, stale)
    own = hidden(provider.page)
    form(provider, facility, {"fehlt": "Noch neuer"})
    answer = provider.post(f"{facility}/fassungen", {**own, "fehlt": "wartend"})
    assert path(answer) == f"{facility}/fassungen"
    assert "Noch neuer" in answer.text
    assert "vergleichen Sie neu" in flash(answer.text)


def test_two_tabs_of_the_table(provider: Browser, made: Made) -> None:
    one, two = made.facilities
    table = f"{HUB}/nachfrage/tabelle"
    stale = other_tab(provider, table, {f"{one}.wartezeit": "1", f"{two}.wartezeit": "2"})
    form(provider, table, {f"{one}.wartezeit": "5"})
    provider.get(table)
    answer = provider.post(table, stale)
    assert path(answer) == f"{HUB}/nachfrage/{one}/fassungen"
    page = provider.get(table).text
    assert re.search(rf'name="{two}.wartezeit" value="2"', page)
    assert f"{HUB}/nachfrage/{one}/fassungen" in page


# Autosave


def test_autosave_answers_time_and_version(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    own = hidden(provider.page)
    answer = autosave(provider, LAGE, {**own, "_folge": "1", "neu": "Ein"})
    assert (answer.status_code, hidden(answer.text)) == (200, {"_grundlage": "1"})
    assert re.search(r"Gespeichert um \d\d:\d\d", answer.text)
    assert "<html" not in answer.text
    answer = autosave(provider, LAGE, {**own, "_folge": "2", "neu": "Ein Satz"})
    assert hidden(answer.text) == {"_grundlage": "2"}


def test_autosave_says_that_there_are_two_versions(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    own = hidden(provider.page)
    form(provider, LAGE, {"neu": "Tab zwei"})
    answer = autosave(provider, LAGE, {**own, "_folge": "1", "neu": "Tab eins"})
    assert (answer.status_code, hidden(answer.text)) == (409, {"_grundlage": "0"})
    assert f'href="{LAGE}/fassungen"' in answer.text


def test_autosave_of_a_table_has_a_version_for_each_row(provider: Browser, made: Made) -> None:
    one, two = made.facilities
    table = f"{HUB}/nachfrage/tabelle"
    provider.get(table)
    answer = autosave(provider, table, {**hidden(provider.page), f"{one}.wartezeit": "5"})
    assert hidden(answer.text) == {f"_grundlage.{one}": "1", f"_grundlage.{two}": "0"}


def test_autosave_after_the_end_says_so(
    provider: Browser, site_database: Database, made: Made
) -> None:
    provider.get(LAGE)
    change_survey(site_database, made, state="closed")
    answer = autosave(provider, LAGE, {**hidden(provider.page), "neu": "Text"})
    assert (answer.status_code, "Kopieren Sie Ihren Text" in answer.text) == (409, True)


# Broken forms


def test_missing_token_stores_nothing_and_hands_back_what_was_typed(
    provider: Browser, site_database: Database, made: Made
) -> None:
    answer = provider.client.post(LAGE, data={"neu": "Mein langer Text"})
    assert (answer.status_code, heading(answer.text)) == (403, "Keine Berechtigung")
    assert "Das Formular ist abgelaufen" in answer.text
    assert "Wer ist neu?" in answer.text
    assert "Mein langer Text" in answer.text
    assert stored(site_database) == []


def test_ended_session_hands_back_what_was_typed(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    provider.client.cookies.delete("zugang")
    answer = provider.post(LAGE, {"neu": "Mein langer Text"})
    assert (answer.status_code, "Mein langer Text" in answer.text) == (401, True)
    assert "Öffnen Sie den Link aus Ihrer Einladung noch einmal" in answer.text


def test_far_too_long_text_is_handed_back(
    provider: Browser, site_database: Database, made: Made
) -> None:
    answer = form(provider, LAGE, {"neu": "Wort " * 10_001})
    assert (answer.status_code, "länger als 50.000 Zeichen" in answer.text) == (400, True)
    assert "Wort Wort" in answer.text
    assert stored(site_database) == []


def test_too_long_and_wrong_type_are_kept_and_shown_with_the_problem(
    provider: Browser, site_database: Database, made: Made
) -> None:
    answer = form(provider, LAGE, {"umfang": "falsch", "neu": "y" * 201})
    assert path(answer) == f"{LAGE}#umfang"
    assert "Bitte prüfen Sie 2 Angaben" in answer.text
    assert "y" * 201 in answer.text
    assert "Traceback" not in answer.text
    assert len(stored(site_database)) == 1


def test_unknown_field_is_reported_and_not_stored(
    provider: Browser, site_database: Database, made: Made
) -> None:
    answer = form(provider, LAGE, {"umfang": "mehr", "admin": "1"})
    assert "Das Feld „admin“ gehört nicht hierher" in flash(answer.text)
    assert stored(site_database) == [
        b'{"answers":{"umfang":"mehr"},"unreadable":{},"taken_over":[],"nothing_new":false}'
    ]
    name = f"{made.foreign_facility}.wartezeit"
    answer = form(provider, f"{HUB}/nachfrage/tabelle", {name: "3"})
    assert f"Das Feld „{name}“ gehört nicht hierher" in flash(answer.text)


def test_table_speaks_of_all_facilities(provider: Browser, made: Made) -> None:
    """The page's own introduction asks to think of this one facility; cells know their column."""
    page = provider.get(f"{HUB}/nachfrage/tabelle").text
    assert "Bitte denken Sie in jeder Zeile nur an die Einrichtung, die dort genannt ist." in page
    assert 'class="table table--stacked" id="tabelle" role="table"' in page
    assert page.count('<td role="cell" data-label="Wartezeit in Tagen">') == 2


def test_unknown_field_is_reported_beside_two_versions(
    provider: Browser, site_database: Database, made: Made
) -> None:
    provider.get(LAGE)
    old = hidden(provider.page)
    form(provider, LAGE, {"umfang": "mehr"})
    provider.get(LAGE)
    answer = provider.post(LAGE, {**old, "umfang": "weniger", "admin": "1", "_weiter": "1"})
    assert path(answer) == f"{LAGE}/fassungen"
    assert "Das Feld „admin“ gehört nicht hierher" in flash(answer.text)


def test_copy_that_never_comes_is_not_promised(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"umfang": "mehr"})
    provider.get(f"{HUB}/absenden")
    assert "wird erstellt" in provider.post(f"{HUB}/absenden", {"grund": "Test"}).text
    with site_database.write() as session:
        session.exec(select(SubmittedVersion)).one().submitted_at -= timedelta(minutes=11)
    page = provider.get(f"{HUB}/beleg").text
    assert ("wird erstellt" in page, "ist noch nicht da" in page, "hx-get" in page) == (
        False,
        True,
        False,
    )


def test_broken_own_fields_overwrite_nothing(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"neu": "Gespeichert"})
    provider.get(LAGE)
    broken = {"_grundlage": "1; DROP", "_folge": "-1", "_formular": "x" * 500}
    answer = provider.post(LAGE, {**broken, "neu": "Anders", "_weiter": "1"})
    assert path(answer) == f"{LAGE}/fassungen"
    answer = provider.post(f"{LAGE}/fassungen", {"_wartend": "x", "neu": "wartend"})
    assert path(answer) == f"{LAGE}/fassungen"


def test_a_form_without_button_only_saves(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    answer = provider.post(LAGE, {**hidden(provider.page), "neu": "Text"})
    assert (path(answer), "Text</textarea>" in answer.text) == (LAGE, True)


def test_an_empty_table_form_goes_back_to_the_hub(provider: Browser, made: Made) -> None:
    provider.get(HUB)
    provider.get("/traeger")
    assert path(provider.post(f"{HUB}/nachfrage/tabelle", {"_weiter": "1"})) == HUB
