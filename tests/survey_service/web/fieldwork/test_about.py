"""The page "Worum es geht" in a browser: what it shows, and where it is linked from."""

from typing import Any

from litestar.testing import TestClient

from survey_service.database import Database
from survey_service.domain.correspondence import invitations, mails
from survey_service.domain.fieldwork import about, surveys
from survey_service.domain.fieldwork.about import About
from survey_service.domain.providers import standing
from survey_service.settings import Settings
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.waves import PLANNER, draft, organisation, store, wave

PAGE = "/worum-es-geht/traegerabfrage-2026"


def test_the_page_shows_texts_and_no_markup(
    client: TestClient[Any], site_database: Database
) -> None:
    texts = About(**dict.fromkeys(about.LABELS, "Erster Satz.\n\n<b>fett</b>"))
    with site_database.write() as session:
        new = draft(store(session), about=texts)
        made = surveys.create(session, PLANNER, kind="wave", draft=new)
    assert client.get(PAGE).status_code == 404
    with site_database.write() as session:
        surveys.open_survey(session, PLANNER, made.id)
    page = client.get(PAGE).text
    assert page.count("<p>Erster Satz.</p><p>&lt;b&gt;fett&lt;/b&gt;</p>") == 5
    assert all(f">{label}</h2>" in page for label in about.LABELS.values())


def test_planner_writes_the_texts_and_opening_names_what_is_missing(
    browser: Browser, site_database: Database
) -> None:
    browser.sign_in("planner")
    with site_database.write() as session:
        made = wave(session, opened=False)
    form = browser.get(f"/erhebungen/{made.slug}/bearbeiten").text
    assert about.FOR_WAVES.not_used_for in form
    entry = {
        "kind": "wave",
        "questionnaire": str(made.questionnaire_version_id),
        "title": made.title,
        "opens_on": made.opens_on.isoformat(),
        "closes_on": made.closes_on.isoformat(),
        "languages": ["de"],
    }
    browser.post(f"/erhebungen/{made.slug}/bearbeiten", {**entry, "purpose": "Unser Zweck."})
    assert "Entwurf" in browser.get(f"/erhebungen/{made.slug}/worum-es-geht").text
    assert "Unser Zweck." in browser.page
    browser.get(f"/erhebungen/{made.slug}/oeffnen")
    answer = browser.post(f"/erhebungen/{made.slug}/oeffnen")
    assert (answer.status_code, "fehlt noch: Wer die Antworten liest" in answer.text) == (409, True)


def test_everybody_who_is_asked_is_led_there(
    browser: Browser, site_database: Database, settings: Settings
) -> None:
    with site_database.write() as session:
        made = wave(session)
        invited = organisation(session, "T1")
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
        mail = mails.outbox(session)[0]
        text = mails.read(session, mail.id, settings=settings).body
        invitation = standing.ensure_invitation(session, secret=SECRET, organisation_id=invited)
        link = standing.link(session, secret=SECRET, base_url="", invitation_id=invitation)
    assert f"\n{settings.base_url}{PAGE}\n" in text
    assert "{" not in text
    for address in (link, "/traeger", f"/traeger/{made.slug}"):
        assert f'href="{PAGE}"' in browser.get(address).text, address
        if address == link:
            browser.post(link)


def test_residents_are_led_there_in_german(browser: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        made = wave(session, kind="consultation")
    page = browser.get(f"/mitmachen/{made.slug}").text
    assert f'<p lang="de" dir="ltr"><a href="/worum-es-geht/{made.slug}" hreflang="de">' in page
