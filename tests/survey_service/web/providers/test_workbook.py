"""The Excel return over the web: download, upload, what became of it, and every refusal."""

import io
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import TestClient
from openpyxl import load_workbook
from sqlmodel import select

from survey_service import app, clock
from survey_service.database import Database
from survey_service.domain.providers import standing
from survey_service.settings import Settings
from survey_service.tables.responses import Revision, WorkbookUpload
from survey_service.tables.surveys import Participation
from tests.survey_service import wave
from tests.survey_service.conftest import Browser
from tests.survey_service.domain.providers.test_workbook_return import filled
from tests.survey_service.wave import SLUG, Made
from tests.survey_service.web.providers.provider_pages import (
    change_survey,
    form,
    heading,
    path,
)

HUB = f"/traeger/{SLUG}"
URL = f"{HUB}/arbeitsmappe"


def download(browser: Browser) -> bytes:
    answer = browser.client.get(f"{URL}/datei")
    assert answer.status_code == 200
    return bytes(answer.content)


def upload(browser: Browser, content: bytes, name: str = "Rücklauf.xlsx") -> Any:
    browser.get(URL)
    return browser.post(URL, files={"arbeitsmappe": (name, content)})


def stored(database: Database) -> int:
    with database.read() as session:
        rows = session.exec(select(Revision.id)).all()
        return len(rows) + len(session.exec(select(WorkbookUpload.id)).all())


# Refusals


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Wählen Sie eine Datei aus"),
        (b"%PDF-1.7", "keine Excel-Arbeitsmappe"),
        (b"PK\x03\x04kaputt", "beschädigt"),
    ],
)
def test_what_is_no_workbook_is_refused_at_the_field(
    provider: Browser, site_database: Database, content: bytes, sentence: str
) -> None:
    answer = upload(provider, content)
    assert (answer.status_code, heading(answer.text)) == (422, "Als Excel-Datei ausfüllen")
    assert answer.text.count(sentence) == 2
    assert stored(site_database) == 0


def test_another_workbook_is_refused(provider: Browser, site_database: Database) -> None:
    book = load_workbook(io.BytesIO(download(provider)))
    del book["Kennung"]
    stream = io.BytesIO()
    book.save(stream)
    answer = upload(provider, stream.getvalue())
    assert answer.status_code == 422
    assert "nicht die Arbeitsmappe zu" in answer.text
    assert stored(site_database) == 0


def test_another_organisation_sees_nothing_and_cannot_upload_it(
    provider: Browser, site_database: Database, settings: Settings, made: Made
) -> None:
    file = filled(download(provider), {("neu", ""): "geheim"})
    result = path(upload(provider, file))
    with site_database.write() as session:
        session.add(
            Participation(survey_id=made.survey_id, organisation_id=made.stranger.organisation_id)
        )
    with TestClient(
        app.create(settings, site_database), base_url="http://testserver.local"
    ) as client:
        stranger = Browser(client)
        assert made.stranger.invitation_id is not None
        with site_database.read() as session:
            link = standing.link(
                session,
                secret=wave.SECRET,
                base_url="",
                invitation_id=made.stranger.invitation_id,
            )
        stranger.get(link)
        stranger.post(link)
        assert stranger.get(result).status_code == 404
        assert "Rücklauf.xlsx" not in stranger.get(URL).text
        answer = upload(stranger, file)
        assert (answer.status_code, "andere Organisation" in answer.text) == (422, True)
        assert b"geheim" not in download(stranger)
    assert provider.get(result).status_code == 200


def test_after_the_end_nothing_can_be_downloaded_or_uploaded(
    provider: Browser, site_database: Database, made: Made
) -> None:
    file = download(provider)
    provider.get(URL)
    change_survey(site_database, made, closes_on=clock.today() - timedelta(days=5))
    answer = provider.post(URL, files={"arbeitsmappe": ("a.xlsx", file)})
    assert (answer.status_code, heading(answer.text)) == (409, "Nicht mehr geöffnet")
    assert provider.client.get(f"{URL}/datei").status_code == 409
    assert "arbeitsmappe/datei" not in provider.get(URL).text
    assert stored(site_database) == 0


# The way through


def test_the_hub_leads_there(provider: Browser) -> None:
    provider.get(HUB)
    assert f'href="{URL}"' in provider.page
    answer = provider.get(URL)
    assert (heading(answer.text), f'href="{URL}/datei"' in answer.text) == (
        "Als Excel-Datei ausfüllen",
        True,
    )


def test_the_file_has_a_name_people_find_again(provider: Browser) -> None:
    answer = provider.client.get(f"{URL}/datei")
    assert answer.headers["content-disposition"] == (
        'attachment; filename="traegerabfrage-2026.xlsx"; '
        "filename*=UTF-8''Tr%C3%A4gerabfrage%202026%20-%20Haus%20Muster%20e.%20V..xlsx"
    )


def test_good_answers_are_in_the_browser_and_bad_ones_are_linked(
    provider: Browser, made: Made
) -> None:
    second = made.facilities[1]
    file = filled(
        download(provider),
        {("umfang", ""): "mehr", ("neu", ""): "Familien", ("wartezeit", second): "ewig"},
    )
    answer = upload(provider, file)
    assert heading(answer.text) == "Arbeitsmappe eingelesen"
    assert "2 Antworten übernommen." in answer.text
    assert "Eine Angabe bitte prüfen." in answer.text
    assert f'href="{HUB}/nachfrage/{second}#wartezeit"' in answer.text
    assert "Blatt „Nachfrage“, Zelle C8: Bitte geben Sie nur eine ganze Zahl ein" in answer.text
    page = provider.get(f"{HUB}/lage").text
    assert "Familien" in page
    page = provider.get(f"{HUB}/nachfrage/{second}").text
    assert 'value="ewig"' in page
    # The same again: nothing new, the problem still stands there.
    again = upload(provider, file).text
    assert "übernommen." not in again
    assert "Eine Angabe bitte prüfen." in again
    provider.get(URL)
    assert provider.page.count("Rücklauf.xlsx") == 2


def test_nothing_new_is_said(provider: Browser) -> None:
    answer = upload(provider, download(provider))
    assert "Die Arbeitsmappe enthält nichts Neues." in answer.text


def test_a_conflict_is_shown_and_decided(provider: Browser, made: Made) -> None:
    form(provider, f"{HUB}/lage", {"neu": "alt"})
    file = filled(download(provider), {("neu", ""): "aus der Datei"})
    form(provider, f"{HUB}/lage", {"neu": "im Browser"})
    result = path(upload(provider, file))
    assert "Zwei Fassungen bei einer Frage." in provider.page
    assert f'href="{HUB}/lage/fassungen"' in provider.page
    answer = form(provider, f"{HUB}/lage/fassungen", {"neu": "wartend"})
    assert "aus der Datei" in answer.text
    after = provider.get(result).text
    assert "Zwei Fassungen bei" not in after
    assert "Über eine doppelte Antwort ist schon entschieden." in after


# On behalf


def on_behalf(browser: Browser, organisation: object) -> Any:
    browser.get(f"/erhebungen/{SLUG}/ruecklauf")
    url = f"/erhebungen/{SLUG}/ruecklauf/{organisation}/eintragen"
    return browser.post(url, {"arbeitsmappe": "1"})


@pytest.mark.parametrize("role", ["reader", "coder", "administrator"])
def test_nobody_else_uploads_for_an_organisation(
    browser: Browser, site_database: Database, made: Made, role: str
) -> None:
    browser.sign_in(role)
    assert on_behalf(browser, made.actor.organisation_id).status_code == 403
    assert "zugang" not in browser.client.cookies
    assert browser.client.get(URL).status_code == 401
    assert stored(site_database) == 0


def test_another_organisations_workbook_is_refused_on_behalf(
    browser: Browser, site_database: Database, made: Made
) -> None:
    with site_database.write() as session:
        session.add(
            Participation(survey_id=made.survey_id, organisation_id=made.stranger.organisation_id)
        )
    browser.sign_in("planner")
    on_behalf(browser, made.stranger.organisation_id)
    content = download(browser)
    on_behalf(browser, made.actor.organisation_id)
    answer = upload(browser, content)
    assert answer.status_code == 422
    assert stored(site_database) == 0


def test_the_planner_uploads_what_an_organisation_sent(
    browser: Browser, site_database: Database, made: Made
) -> None:
    browser.sign_in("planner")
    page = browser.get(f"/erhebungen/{SLUG}/ruecklauf").text
    assert 'name="arbeitsmappe" value="1"' in page
    answer = on_behalf(browser, made.actor.organisation_id)
    assert answer.url.path == URL
    assert "Sie tragen im Auftrag von <strong>Haus Muster e. V.</strong> ein." in answer.text
    answer = upload(browser, filled(download(browser), {("neu", ""): "Aus der Datei"}))
    assert "Eine Antwort übernommen" in answer.text
    with site_database.read() as session:
        assert session.exec(select(Revision.author)).all() == [
            "Sozialplanung (Person planner) im Auftrag"
        ]
