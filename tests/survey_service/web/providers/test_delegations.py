"""Handing on in browsers without script: the organisation's and the colleague's."""

import re
from html import unescape

import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.providers import responses
from survey_service.tables.responses import Revision
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import SLUG, Made
from tests.survey_service.web.providers.provider_pages import open_link
from tests.survey_service.web.test_routes import ORGANISATION, rows

HUB = f"/traeger/{SLUG}"
HAND_ON = f"{HUB}/weitergeben"


@pytest.fixture
def provider(browser: Browser, site_database: Database, made: Made) -> Browser:
    """The browser of one who says who she is."""
    open_link(browser, site_database, made, "Frau Muster")
    return browser


def hand_on(provider: Browser, *parts: str, **fields: str) -> str:
    """Make a link; its address."""
    provider.get(HAND_ON)
    page = provider.post(HAND_ON, {"teil": list(parts), "kollegin": "Frau Öz", **fields}).text
    found = re.search(r"<textarea[^>]*>([^<]+)</textarea>", page)
    assert found is not None, page
    return unescape(found.group(1)).strip()


def colleague(provider: Browser, link: str) -> Browser:
    """The same client as a colleague's browser: its cookie is exchanged."""
    provider.client.cookies.clear()
    provider.get(link)
    provider.post(link, {"person": "Öz"})
    return provider


def heading(page: str) -> str:
    return unescape(page.split("<h1>")[1].split("</h1>", maxsplit=1)[0])


def test_incomplete_form_says_what_is_missing_and_keeps_what_was_typed(
    provider: Browser, made: Made
) -> None:
    provider.get(HAND_ON)
    answer = provider.post(
        HAND_ON, {"teil": f":{made.facilities[0]}", "kollegin": "", "email": "oez@"}
    )
    assert (answer.status_code, heading(answer.text)) == (400, "Weitergeben")
    assert "an wen Sie weitergeben" in answer.text
    assert 'value="oez@"' in answer.text
    assert re.search(rf'value=":{made.facilities[0]}" checked', answer.text)


def test_hub_offers_and_shows_what_was_handed_on(provider: Browser, made: Made) -> None:
    one = made.facilities[0]
    page = provider.get(HUB).text
    assert f"{HAND_ON}?einrichtung={one}" in page
    assert re.search(rf'value=":{one}" checked', provider.get(f"{HAND_ON}?einrichtung={one}").text)
    hand_on(provider, f":{one}")
    page = provider.get(HUB).text
    assert page.count("weitergegeben an Frau Öz") == 2
    assert "Weitergeben (1)" in page


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_looking_does_not_use_a_link_up(provider: Browser, made: Made, method: str) -> None:
    link = hand_on(provider, "lage:")
    provider.client.cookies.clear()
    for _ in range(3):
        assert provider.client.request(method, link).status_code == 200
    assert "zugang" not in provider.client.cookies
    assert heading(provider.get(link).text) == "Haus Muster e. V. bittet Sie um Mithilfe"
    answer = provider.post(link)
    assert str(answer.url).endswith(HUB)
    assert provider.client.cookies["zugang"] not in link


def test_unknown_links_always_answer_the_same(provider: Browser, made: Made) -> None:
    for token in ("x", "A" * 43):
        answer = provider.get(f"/weitergabe/{token}")
        assert (answer.status_code, heading(answer.text)) == (404, "Dieser Link gilt nicht mehr")


def test_a_colleague_answers_the_part_and_says_so(
    provider: Browser, site_database: Database, made: Made
) -> None:
    one = made.facilities[0]
    link = hand_on(provider, f":{one}")
    kept = provider.client.cookies["zugang"]
    helper = colleague(provider, link)
    page = helper.get(HUB).text
    assert ("Haus 01" in page, "Haus 02" in page, "Lage" in page) == (True, False, False)
    assert "Prüfen und absenden" not in page
    url = f"{HUB}/nachfrage/{one}"
    helper.get(url)
    answer = helper.post(url, {"wartezeit": "3", "_weiter": "1"})
    answer = helper.post(f"{HUB}/umfeld/{one}", {"fehlt": "Ein Aufzug.", "_weiter": "1"})
    assert str(answer.url).endswith(HUB)
    answer = helper.post(f"{HUB}/fertig")
    assert "fertig gemeldet" in answer.text
    with site_database.read() as session:
        authors = set(session.exec(select(Revision.author)).all())
    assert authors == {"Haus Muster e. V. – Öz"}
    helper.client.cookies.set("zugang", kept)
    assert "weitergegeben an Frau Öz: fertig" in provider.get(HUB).text


def out_of_scope(made: Made) -> list[str]:
    return [
        f"{HUB}/{place}"
        for place in (
            "lage",
            "schluss",
            "umfeld/tabelle",
            f"nachfrage/{made.facilities[1]}",
            f"umfeld/{made.facilities[1]}",
            f"nachfrage/{made.foreign_facility}",
            "lage/fassungen",
            f"nachfrage/{made.facilities[1]}/fassungen",
        )
    ] + ["/traeger/andere"]


def test_everything_else_is_not_found_for_a_colleague(provider: Browser, made: Made) -> None:
    helper = colleague(provider, hand_on(provider, f":{made.facilities[0]}"))
    for url in out_of_scope(made):
        assert (helper.get(url).status_code, url) == (404, url)
    for url in out_of_scope(made)[:-1]:
        helper.get(HUB)
        answer = helper.post(url, {"wartezeit": "3"})
        assert (answer.status_code, url) == (404, url)
    for row in rows(ORGANISATION):
        method, _, path = row.partition(" ")
        path = path.replace("{slug:str}", SLUG).replace("{number:str}", "2026-ABCDEF")
        path = re.sub(r"\{\w+:uuid\}", "00000000-0000-0000-0000-000000000007", path)
        helper.get(HUB)
        token = helper.token()
        data = {"_csrf": token} if method == "POST" else None
        answer = helper.client.request(method, path, data=data, follow_redirects=False)
        assert (answer.status_code, row) == (403, row)


def test_without_the_scope_it_would_be_found(
    provider: Browser, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the test above."""
    helper = colleague(provider, hand_on(provider, f":{made.facilities[0]}"))
    monkeypatch.setattr(responses, "in_scope", lambda _opened, _place: True)
    found = [url for url in out_of_scope(made) if helper.get(url).status_code == 200]
    assert len(found) >= 4


def test_links_are_renewed_and_taken_back(provider: Browser, made: Made) -> None:
    link = hand_on(provider, "lage:")
    url = re.search(rf'href="({HAND_ON}/[^"]+)"', provider.get(HAND_ON).text)
    assert url is not None
    page = provider.post(url.group(1), {"erneuern": "1"}).text
    assert link not in page
    assert provider.client.get(link).status_code == 404
    page = provider.post(url.group(1), {"zuruecknehmen": "1"}).text
    assert "zurückgenommen" in page
    assert "<textarea" not in page


def test_the_name_is_asked_once_and_may_be_changed(
    provider: Browser, site_database: Database, made: Made
) -> None:
    page = provider.get(HUB).text
    assert "steht unter „Frau Muster“" in page
    provider.get(f"/traeger/name?zurueck={SLUG}")
    answer = provider.post("/traeger/name", {"person": "Kürzel", "zurueck": SLUG})
    assert str(answer.url).endswith(HUB)
    assert "steht unter „Kürzel“" in answer.text
    for elsewhere in ("//fremd.example", "https://fremd.example", "../konten"):
        provider.get("/traeger/name")
        answer = provider.client.post(
            "/traeger/name",
            data={"_csrf": provider.token(), "person": "x", "zurueck": elsewhere},
            follow_redirects=False,
        )
        assert answer.headers["location"] == "/traeger"
