"""The outbox page."""

from uuid import UUID, uuid4

from survey_service.database import Database
from survey_service.domain.correspondence import mails
from survey_service.domain.providers import standing
from survey_service.settings import Settings
from survey_service.tables.surveys import Mail
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.waves import organisation


def put(database: Database, state: str) -> UUID:
    with database.write() as session:
        invitation = standing.ensure_invitation(
            session, secret=SECRET, organisation_id=organisation(session, state)
        )
        mail_id = mails.put(
            session,
            recipient=f"{state}@traeger.example",
            subject="Einladung",
            body="Ihr Link: {link}",
            invitation_id=invitation,
        )
        mail = session.get_one(Mail, mail_id)
        mail.state = state
        mail.problem = "550 no such user" if state == "failed" else ""
        return mail_id


def test_only_who_may_read_mail_sees_it(browser: Browser, site_database: Database) -> None:
    mail_id = put(site_database, "outbox")
    for role in ("administrator", "coder", "reader", "association", "report_author"):
        browser.sign_in(role)
        assert browser.get(f"/postausgang/{mail_id}").status_code == 403


def test_empty_outbox_teaches(browser: Browser) -> None:
    browser.sign_in("planner")
    page = browser.get("/postausgang").text
    assert "Hier steht jede E-Mail" in page
    assert "Kein Mailserver eingerichtet." in page


def test_list_filters_by_state(browser: Browser, site_database: Database) -> None:
    for state in ("failed", "unclear", "sent"):
        put(site_database, state)
    browser.sign_in("planner")
    page = browser.get("/postausgang").text
    assert "550 no such user" in page
    assert "Bei einigen E-Mails ist unklar" in page
    page = browser.get("/postausgang?zustand=failed").text
    assert [f"{state}@traeger" in page for state in ("failed", "sent")] == [True, False]
    assert "Keine E-Mail in diesem Zustand." in browser.get("/postausgang?zustand=queued").text


def test_letter_shows_its_link(
    browser: Browser, site_database: Database, settings: Settings
) -> None:
    mail_id = put(site_database, "outbox")
    browser.sign_in("planner")
    with site_database.read() as session:
        body = mails.read(session, mail_id, settings=settings).body
    page = browser.get(f"/postausgang/{mail_id}").text
    assert body in page
    assert "Noch einmal senden" not in page
    assert browser.get(f"/postausgang/{uuid4()}").status_code == 404
    assert browser.get("/postausgang/4711").status_code == 404


def test_failed_mail_is_sent_again_once(browser: Browser, site_database: Database) -> None:
    mail_id = put(site_database, "failed")
    browser.sign_in("planner")
    browser.get(f"/postausgang/{mail_id}")
    token = browser.token()
    answer = browser.post(f"/postausgang/{mail_id}")
    assert "als neue E-Mail" in answer.text
    answer = browser.post(f"/postausgang/{mail_id}", {"_csrf": token})
    assert (answer.status_code, "Noch einmal senden lassen sich nur" in answer.text) == (409, True)
    with site_database.read() as session:
        assert mails.numbers(session) == {"queued": 1, "repeated": 1}
