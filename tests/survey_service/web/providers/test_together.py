"""Answering together without script: last wave, other facilities, history, remarks."""

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlmodel import col, select

from questionnaires.items.kind import Value
from survey_service import clock
from survey_service.database import Database
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.tables.responses import Response, Revision
from survey_service.tables.surveys import Survey
from tests.survey_service import wave
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import SLUG, Made
from tests.survey_service.web.providers.provider_pages import (
    flash,
    form,
    heading,
    hidden,
    open_link,
    path,
)

HUB = f"/traeger/{SLUG}"
LAGE = f"{HUB}/lage"


@pytest.fixture
def made(site_database: Database) -> Made:
    """The wave runs; the first house answered in 2023, too."""
    today = clock.today()
    with site_database.write() as session:
        made = wave.make(
            session, opens=today - timedelta(days=10), closes=today + timedelta(days=10)
        )
        version = session.exec(select(Survey.questionnaire_version_id)).first()
        assert version is not None
        past = today - timedelta(days=900)
        survey = Survey(
            kind="wave",
            slug="frueher",
            title="Trägerabfrage 2023",
            state="closed",
            opens_on=past,
            closes_on=past,
            questionnaire_version_id=version,
            languages=["de"],
        )
        session.add(survey)
        session.flush()
        document = Document(
            questionnaire="traegerabfrage",
            version=1,
            answers={"umfang": "mehr", "neu": "Altes Problem"},
            facilities=(
                FacilityPart(
                    facility=made.facilities[0],
                    code="E1",
                    name="Haus 01",
                    answers={"wartezeit": 3, "einzug": "01", "fehlt": "Aufzug"},
                ),
            ),
        )
        session.add(
            Response(
                survey_id=survey.id,
                questionnaire_version_id=version,
                organisation_id=made.actor.organisation_id,
                state="submitted",
                document=documents.encode(document),
                submitted_at=clock.now(),
                submitted_on=past,
            )
        )
    return made


@pytest.fixture
def provider(browser: Browser, site_database: Database, made: Made) -> Browser:
    """The browser of one who says who she is."""
    open_link(browser, site_database, made, "Öz")
    return browser


def newest(database: Database, page: str) -> Any:
    with database.read() as session:
        rows = session.exec(
            select(Revision.content).where(Revision.page == page).order_by(Revision.number)  # type: ignore[arg-type]
        ).all()
    return msgspec.json.decode(rows[-1])


def rows(database: Database) -> dict[str, Any]:
    """The table's newest answers by facility."""
    with database.read() as session:
        found = session.exec(
            select(Revision).where(Revision.page == "nachfrage").order_by(col(Revision.number))
        ).all()
    return {row.part: msgspec.json.decode(row.content)["answers"] for row in found}


# Last wave's answers


def test_a_fields_button_keeps_what_was_typed_beside_it(
    provider: Browser, site_database: Database, made: Made
) -> None:
    page = provider.get(LAGE).text
    assert "Alles unverändert übernehmen" in page
    answer = provider.post(LAGE, {**hidden(page), "neu": "Getippt", "_uebernehmen": "umfang"})
    assert path(answer) == f"{LAGE}#umfang"
    assert flash(answer.text) == "Eine Angabe unverändert übernommen."
    assert "unverändert übernommen</span>" in answer.text
    assert newest(site_database, "lage") == {
        "answers": {"neu": "Getippt", "umfang": "mehr"},
        "unreadable": {},
        "taken_over": ["umfang"],
        "nothing_new": False,
    }


def test_the_pages_button_leaves_free_texts_alone(
    provider: Browser, site_database: Database, made: Made
) -> None:
    page = provider.get(LAGE).text
    answer = provider.post(LAGE, {**hidden(page), "_uebernehmen": "*"})
    assert flash(answer.text) == "Eine Angabe unverändert übernommen."
    assert newest(site_database, "lage")["answers"] == {"umfang": "mehr"}
    assert "Alles unverändert übernehmen" not in answer.text
    answer = provider.post(LAGE, {**hidden(answer.text), "umfang": "mehr", "_uebernehmen": "neu"})
    assert newest(site_database, "lage")["answers"]["neu"] == "Altes Problem"


def test_the_first_button_of_a_page_saves(provider: Browser, made: Made) -> None:
    """The Enter key presses it."""
    page = provider.get(LAGE).text
    main = page.split(f'action="{LAGE}"')[1]
    first = re.search(r"<button[^>]*>", main)
    assert first is not None
    assert 'name="_weiter"' in first.group(0)


def test_an_unchanged_facility_takes_two_clicks(
    provider: Browser, site_database: Database, made: Made
) -> None:
    one, two = made.facilities
    hub = provider.get(HUB).text
    assert f'href="{HUB}/uebernehmen/{one}"' in hub
    assert f'href="{HUB}/uebernehmen/{two}"' not in hub
    page = provider.get(f"{HUB}/uebernehmen/{one}").text
    assert ("Aufzug" in page, "nur einzeln" in page) == (True, True)
    answer = provider.post(f"{HUB}/uebernehmen/{one}")
    assert path(answer) == HUB
    assert flash(answer.text) == "„Haus 01“: 2 Angaben unverändert übernommen."
    assert "2 von 6 Abschnitten fertig" in answer.text
    provider.get(f"{HUB}/uebernehmen/{one}")
    answer = provider.client.post(
        f"{HUB}/uebernehmen/{made.foreign_facility}", data={"_csrf": provider.token()}
    )
    assert answer.status_code == 404
    assert "keine früheren Angaben" in provider.get(f"{HUB}/uebernehmen/{two}").text


def remember(database: Database, facility: str, **answers: Value) -> None:
    """In the last wave the facility answered this, too."""
    with database.write() as session:
        row = session.exec(select(Response).where(Response.state == "submitted")).one()
        past = documents.decode(row.document)
        part = FacilityPart(facility=facility, code="E2", name="Haus 02", answers=answers)
        row.document = documents.encode(
            msgspec.structs.replace(past, facilities=(*past.facilities, part))
        )


def test_nothing_new_is_not_for_a_facility_that_never_answered(
    provider: Browser, site_database: Database, made: Made
) -> None:
    url = f"{HUB}/uebernehmen/{made.facilities[1]}"
    page = provider.get(url).text
    assert ("keine früheren Angaben" in page, 'name="nichts_neues"' in page) == (True, False)
    provider.get(LAGE)
    answer = provider.post(url, {"nichts_neues": "1"})
    assert flash(answer.text).endswith("Was schon dasteht, bleibt.")
    with site_database.read() as session:
        assert session.exec(select(Revision)).all() == []


def test_pages_that_stay_empty_are_confirmed_with_one_tick(
    provider: Browser, site_database: Database, made: Made
) -> None:
    one, two = made.facilities
    remember(site_database, two, fehlt="Bänke")
    url = f"{HUB}/uebernehmen/{two}"
    assert f'href="{url}"' in provider.get(HUB).text
    page = provider.get(url).text
    assert "Noch ohne Antwort bleiben: „Nachfrage“, „Umfeld“." in page
    assert "checked" not in page.split('id="nichts_neues"')[1].split(">")[0]
    assert flash(provider.post(url).text).endswith("Was schon dasteht, bleibt.")
    provider.get(url)
    answer = provider.post(url, {"nichts_neues": "1"})
    assert flash(answer.text) == "„Haus 02“: Auf 2 Seiten nichts Neues gemeldet."
    assert answer.text.count("nichts Neues gemeldet") >= 2
    assert newest(site_database, "umfeld")["nothing_new"] is True
    assert "ist „nichts Neues“ gemeldet" in provider.get(f"{HUB}/umfeld/{two}").text
    assert "Nichts Neues gemeldet." in provider.get(f"{HUB}/umfeld/{two}/verlauf").text
    assert "Nichts Neues gemeldet." in provider.get(f"{HUB}/antworten").text
    # The facility that answered last time is not asked about pages that are filled anyway.
    assert 'name="nichts_neues"' not in provider.get(f"{HUB}/uebernehmen/{one}").text


def test_a_row_and_a_field_of_the_table_are_taken_over(
    provider: Browser, site_database: Database, made: Made
) -> None:
    """What was typed in the other rows is kept first; Enter presses none of these buttons."""
    one, two = made.facilities
    url = f"{HUB}/nachfrage/tabelle"
    page = provider.get(url).text
    assert f'name="_uebernehmen" value="{one}.*"' in page
    assert f'name="_uebernehmen" value="{one}.wartezeit"' in page
    assert f'value="{two}.' not in page
    first = re.search(r"<button[^>]*>", page.split(f'action="{url}"')[1])
    assert first is not None
    assert 'name="_weiter"' in first.group(0)
    answer = provider.post(
        url, {**hidden(page), f"{two}.wartezeit": "4", "_uebernehmen": f"{one}.*"}
    )
    assert path(answer) == f"{url}#zeile-{one}"
    assert flash(answer.text) == "Eine Angabe unverändert übernommen."
    assert "unverändert übernommen</span>" in answer.text
    assert rows(site_database) == {one: {"wartezeit": 3}, two: {"wartezeit": 4}}
    page = provider.get(url).text
    assert f'value="{one}.*"' not in page
    fields = {**hidden(page), f"{two}.wartezeit": "4"}
    page = provider.post(url, {**fields, f"{one}.wartezeit": "9", "_uebersicht": "1"}).text
    assert rows(site_database)[one] == {"wartezeit": 9}
    fields = {**hidden(provider.get(url).text), f"{two}.wartezeit": "5", f"{one}.wartezeit": "9"}
    answer = provider.post(url, {**fields, "_uebernehmen": f"{one}.wartezeit"})
    assert path(answer) == f"{url}#{one}.wartezeit"
    assert rows(site_database) == {one: {"wartezeit": 3}, two: {"wartezeit": 5}}


@pytest.mark.parametrize("name", ["{foreign}.*", "{foreign}.wartezeit", "*", "wartezeit", "."])
def test_a_tables_button_takes_over_nothing_of_others(
    provider: Browser, site_database: Database, made: Made, name: str
) -> None:
    url = f"{HUB}/nachfrage/tabelle"
    fields = hidden(provider.get(url).text)
    name = name.format(foreign=made.foreign_facility)
    answer = provider.post(url, {**fields, "_uebernehmen": name})
    assert flash(answer.text) == "Es gab nichts zu übernehmen."
    with site_database.read() as session:
        assert session.exec(select(Revision)).all() == []


# Other facilities


def test_a_page_is_copied_and_differences_wait(provider: Browser, made: Made) -> None:
    one, two = made.facilities
    url = f"{HUB}/nachfrage/{one}"
    form(provider, url, {"wartezeit": "12"})
    form(provider, f"{HUB}/nachfrage/{two}", {"wartezeit": "30"})
    assert f'href="{url}/uebertragen"' in provider.get(url).text
    page = provider.get(f"{url}/uebertragen").text
    assert "hat andere Angaben" in page
    answer = provider.post(f"{url}/uebertragen", hidden(page))
    assert (answer.status_code, heading(answer.text)) == (400, "Gilt für mehrere Einrichtungen")
    assert "mindestens eine Einrichtung" in answer.text
    answer = provider.post(f"{url}/uebertragen", {**hidden(answer.text), "einrichtung": two})
    assert "entscheiden Sie dort zwischen den zwei Fassungen" in flash(answer.text)
    assert "Zwei Fassungen: bitte entscheiden" in answer.text
    assert "30" in provider.get(f"{HUB}/nachfrage/{two}/fassungen").text


# History


def test_an_earlier_version_holds_again(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"neu": "Erste Fassung"})
    form(provider, LAGE, {"neu": "Zweite Fassung"})
    page = provider.get(f"{LAGE}/verlauf").text
    assert page.count("Haus Muster e. V. – Öz") == 2
    assert "vorher: Erste Fassung" in page
    answer = provider.post(f"{LAGE}/verlauf", {"_fassung": "1", "_grundlage": "2"})
    assert path(answer) == LAGE
    assert newest(site_database, "lage")["answers"] == {"neu": "Erste Fassung"}
    provider.get(f"{LAGE}/verlauf")
    answer = provider.post(f"{LAGE}/verlauf", {"_fassung": "2", "_grundlage": "2"})
    assert "Inzwischen wurde noch einmal gespeichert" in flash(answer.text)
    provider.get(f"{LAGE}/verlauf")
    assert (
        provider.post(f"{LAGE}/verlauf", {"_fassung": "77", "_grundlage": "3"}).status_code == 404
    )


# Remarks


def test_remarks_stand_beneath_the_page_and_are_counted(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    answer = provider.post(f"{LAGE}/anmerkungen", {"anmerkung": "Stimmt das noch?"})
    assert "Stimmt das noch?" in answer.text
    assert "eine Anmerkung" in provider.get(HUB).text
    page = provider.get(LAGE).text
    one = re.search(r'name="_erledigt" value="([^"]+)"', page)
    assert one is not None
    answer = provider.post(f"{LAGE}/anmerkungen", {"_erledigt": one.group(1)})
    assert "erledigt</span>" in answer.text
    assert "eine Anmerkung" not in provider.get(HUB).text
    provider.get(LAGE)
    assert provider.post(f"{LAGE}/anmerkungen", {"_offen": one.group(1)}).status_code == 200
    provider.get(LAGE)
    assert provider.post(f"{LAGE}/anmerkungen", {"_offen": "x"}).status_code == 404
    provider.get(LAGE)
    answer = provider.post(f"{LAGE}/anmerkungen", {"anmerkung": " "})
    assert (answer.status_code, "Anmerkung ist leer" in answer.text) == (400, True)


def test_a_remark_that_is_too_long_is_handed_back(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    answer = provider.post(f"{LAGE}/anmerkungen", {"anmerkung": "Lang " * 1_001})
    assert (answer.status_code, answer.text.count("Lang ") > 1_000) == (400, True)


# The way back


@pytest.mark.parametrize(
    ("address", "way"),
    [
        (f"{HUB}/gibt-es-nicht", HUB),
        (f"{HUB}/a/b/c/d/e/f", HUB),
        ("/traeger/andere/lage", "/traeger"),
        ("/traeger/gibt-es-nicht/lage", "/traeger"),
    ],
)
def test_what_is_not_found_leads_back_to_the_wave_it_was_in(
    provider: Browser, made: Made, address: str, way: str
) -> None:
    answer = provider.client.get(address)
    assert answer.status_code == 404
    main = answer.text.split("<main")[1].split("</main>")[0]
    assert re.findall('href="([^"]*)"', main) == [way]
