"""Who may go where: a row for every route, tried for every role; forms without their token."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient

from survey_service import app, clock
from survey_service.database import Database
from survey_service.domain.providers import standing
from survey_service.domain.residents import taking_part
from survey_service.permissions import PUBLIC, ROLE_ACTIONS, Action
from survey_service.web.security import cookie_name
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.waves import organisation, wave
from tests.survey_service.workshop import enter_workshop

ADMINISTRATOR, PLANNER, CODER, AUTHOR = "administrator", "planner", "coder", "report_author"
ASSOCIATION = "association"
EVERY_ROLE = frozenset(ROLE_ACTIONS)
READERS = EVERY_ROLE - {ASSOCIATION}
ATLAS = frozenset({ADMINISTRATOR, PLANNER, AUTHOR, "reader"})

# No account is needed; these open for a cookie of another kind, or for everybody.
OPEN = """
GET /
GET /static/{path:path}
GET /gesund
GET /anmelden
POST /anmelden
GET /impressum
GET /datenschutz
GET /barrierefreiheit
GET /vorfuehrung
GET /worum-es-geht/{slug:str}
GET /t/{token:str}
HEAD /t/{token:str}
POST /t/{token:str}
GET /weitergabe/{token:str}
HEAD /weitergabe/{token:str}
POST /weitergabe/{token:str}
GET /zugang
POST /zugang
GET /w/{token:str}
HEAD /w/{token:str}
POST /w/{token:str}
GET /traeger/abgemeldet
GET /traeger/link-erneuert
GET /mitmachen/{slug:str}
POST /mitmachen/{slug:str}/beginnen
POST /mitmachen/{slug:str}/antworten
GET /mitmachen/{slug:str}/quittung
GET /mitmachen/{slug:str}/was-daraus-wurde
GET /beleg
POST /beleg
"""
ORGANISATION = """
GET /traeger
GET /traeger/meldungen
GET /traeger/meldungen/{kind:str}
POST /traeger/meldungen/{kind:str}
GET /traeger/link
POST /traeger/link/erneuern
POST /traeger/link/nachfolge
GET /traeger/was-daraus-wurde
GET /traeger/beobachtungen
POST /traeger/beobachtungen
GET /traeger/beobachtungen/{observation:uuid}/zurueckziehen
POST /traeger/beobachtungen/{observation:uuid}/zurueckziehen
GET /traeger/{slug:str}/absenden
POST /traeger/{slug:str}/absenden
POST /traeger/{slug:str}/aendern
GET /traeger/{slug:str}/beleg
GET /traeger/{slug:str}/beleg/{number:str}/stand
GET /traeger/{slug:str}/beleg/{number:str}/pdf
GET /traeger/{slug:str}/antworten
GET /traeger/{slug:str}/zweiter-ruecklauf
GET /traeger/{slug:str}/arbeitsmappe
POST /traeger/{slug:str}/arbeitsmappe
GET /traeger/{slug:str}/arbeitsmappe/datei
GET /traeger/{slug:str}/arbeitsmappe/{upload_id:uuid}
GET /traeger/{slug:str}/freigabe
POST /traeger/{slug:str}/freigabe
GET /traeger/{slug:str}/weitergeben
POST /traeger/{slug:str}/weitergeben
GET /traeger/{slug:str}/weitergeben/{delegation:uuid}
POST /traeger/{slug:str}/weitergeben/{delegation:uuid}
"""
# For colleagues, too, to whom a part was handed on.
PART = """
POST /traeger/beenden
GET /traeger/name
POST /traeger/name
GET /traeger/{slug:str}
POST /traeger/{slug:str}/fertig
GET /traeger/{slug:str}/freigeben
POST /traeger/{slug:str}/freigeben
GET /traeger/{slug:str}/uebernehmen/{facility:str}
POST /traeger/{slug:str}/uebernehmen/{facility:str}
GET /traeger/{slug:str}/{page:str}/{facility:str}/uebertragen
POST /traeger/{slug:str}/{page:str}/{facility:str}/uebertragen
GET /traeger/{slug:str}/{page:str}/verlauf
POST /traeger/{slug:str}/{page:str}/verlauf
GET /traeger/{slug:str}/{page:str}/{facility:str}/verlauf
POST /traeger/{slug:str}/{page:str}/{facility:str}/verlauf
POST /traeger/{slug:str}/{page:str}/anmerkungen
POST /traeger/{slug:str}/{page:str}/{facility:str}/anmerkungen
GET /traeger/{slug:str}/{page:str}/tabelle
POST /traeger/{slug:str}/{page:str}/tabelle
GET /traeger/{slug:str}/{page:str}/fassungen
POST /traeger/{slug:str}/{page:str}/fassungen
GET /traeger/{slug:str}/{page:str}/{facility:str}/fassungen
POST /traeger/{slug:str}/{page:str}/{facility:str}/fassungen
GET /traeger/{slug:str}/{page:str}
POST /traeger/{slug:str}/{page:str}
GET /traeger/{slug:str}/{page:str}/{facility:str}
POST /traeger/{slug:str}/{page:str}/{facility:str}
"""
RESIDENT = """
GET /mitmachen/{slug:str}/frage/{number:int}
POST /mitmachen/{slug:str}/frage/{number:int}
GET /mitmachen/{slug:str}/pruefen
POST /mitmachen/{slug:str}/absenden
POST /mitmachen/{slug:str}/abbrechen
"""
WORKSHOP = """
GET /werkstatt
GET /werkstatt/abschnitt/{page:str}
GET /werkstatt/beitraege
POST /werkstatt/beitraege
GET /werkstatt/freigabe
POST /werkstatt/freigabe
GET /werkstatt/protokoll
GET /werkstatt/protokoll/pdf
GET /werkstatt/worum-es-geht
POST /werkstatt/beenden
"""
# Every other route needs an account with one of these roles.
DESK: dict[str, frozenset[str]] = {
    "POST /abmelden": EVERY_ROLE,
    "GET /arbeitsplatz": EVERY_ROLE,
    "GET /erhebungen/neu": frozenset({PLANNER}),
    "POST /erhebungen/neu": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}": READERS,
    "GET /erhebungen/{slug:str}/worum-es-geht": READERS,
    "GET /erhebungen/{slug:str}/bearbeiten": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/bearbeiten": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/oeffnen": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/oeffnen": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/naechste": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/fragenwerkstatt": READERS,
    "POST /erhebungen/{slug:str}/fragenwerkstatt": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/fragenwerkstatt/beteiligte": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/fragenwerkstatt/beteiligte/{party:uuid}": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/fragenwerkstatt/fassung": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/fragenwerkstatt/beitraege": READERS,
    "POST /erhebungen/{slug:str}/fragenwerkstatt/beitraege": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/fragenwerkstatt/freigabe": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/fragenwerkstatt/protokoll": READERS,
    "GET /erhebungen/{slug:str}/fragenwerkstatt/protokoll/pdf": READERS,
    "GET /erhebungen/{slug:str}/beenden": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/beenden": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/einladen": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/einladen": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/ruecklauf": READERS,
    "GET /erhebungen/{slug:str}/ruecklauf/mappe": READERS,
    "POST /erhebungen/{slug:str}/ruecklauf/{organisation:uuid}/eintragen": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/texte": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/texte/{name:str}": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/texte/{name:str}": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/erinnerungen": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/erinnerungen": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/briefe": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/briefe": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/traeger/{organisation:uuid}": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/traeger/{organisation:uuid}/frist": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/traeger/{organisation:uuid}/link": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/traeger/{organisation:uuid}/brief": frozenset({PLANNER}),
    "GET /erhebungen/frueher": frozenset({PLANNER}),
    "POST /erhebungen/frueher": frozenset({PLANNER}),
    "GET /erhebungen/frueher/{file:uuid}": frozenset({PLANNER}),
    "POST /erhebungen/frueher/{file:uuid}": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/vergleich": READERS,
    "POST /erhebungen/{slug:str}/vergleich": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/zeitreihen": READERS,
    "GET /erhebungen/{slug:str}/zeitreihen/mappe": READERS,
    "GET /frageboegen": READERS,
    "POST /frageboegen": frozenset({PLANNER}),
    "POST /frageboegen/mitgeliefert": frozenset({PLANNER}),
    "GET /frageboegen/{version:uuid}": READERS,
    "POST /frageboegen/{version:uuid}": frozenset({PLANNER}),
    "GET /frageboegen/{version:uuid}/arbeitsmappe": READERS,
    "GET /postausgang": frozenset({PLANNER}),
    "GET /postausgang/{mail:uuid}": frozenset({PLANNER}),
    "POST /postausgang/{mail:uuid}": frozenset({PLANNER}),
    "POST /postausgang/{mail:uuid}/zurueck": frozenset({PLANNER}),
    "GET /kommune": frozenset({ADMINISTRATOR}),
    "POST /kommune": frozenset({ADMINISTRATOR}),
    "GET /traegerregister": frozenset({ADMINISTRATOR, PLANNER}),
    "POST /traegerregister": frozenset({PLANNER}),
    "GET /traegerregister/vorlage": frozenset({ADMINISTRATOR, PLANNER}),
    "GET /traegerregister/vorschau/{proposal:uuid}": frozenset({PLANNER}),
    "POST /traegerregister/vorschau/{proposal:uuid}": frozenset({PLANNER}),
    "GET /traegerregister/{organisation:uuid}": frozenset({ADMINISTRATOR, PLANNER}),
    "GET /sozialatlas": ATLAS,
    "GET /sozialatlas/excel": ATLAS,
    "GET /sozialatlas/{facility:uuid}": ATLAS,
    "GET /sozialatlas/flaeche": frozenset({ADMINISTRATOR, PLANNER}),
    "POST /sozialatlas/flaeche": frozenset({ADMINISTRATOR, PLANNER}),
    "GET /sozialatlas/flaeche/{perimeter:uuid}": frozenset({ADMINISTRATOR, PLANNER}),
    "GET /sozialatlas/flaeche/{perimeter:uuid}/excel": frozenset({ADMINISTRATOR, PLANNER}),
    "GET /sozialatlas/blitzabfrage": frozenset({PLANNER}),
    "POST /sozialatlas/blitzabfrage": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/blitzabfrage": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/blitzabfrage/excel": frozenset({PLANNER}),
    "GET /traegerregister/neu": frozenset({PLANNER}),
    "POST /traegerregister/neu": frozenset({PLANNER}),
    "GET /traegerregister/{organisation:uuid}/bearbeiten": frozenset({PLANNER}),
    "POST /traegerregister/{organisation:uuid}/bearbeiten": frozenset({PLANNER}),
    "POST /traegerregister/{organisation:uuid}/aktiv": frozenset({PLANNER}),
    "GET /traegerregister/{organisation:uuid}/einrichtungen/neu": frozenset({PLANNER}),
    "POST /traegerregister/{organisation:uuid}/einrichtungen/neu": frozenset({PLANNER}),
    "GET /traegerregister/einrichtungen/{facility:uuid}": frozenset({PLANNER}),
    "POST /traegerregister/einrichtungen/{facility:uuid}": frozenset({PLANNER}),
    "POST /traegerregister/einrichtungen/{facility:uuid}/aktiv": frozenset({PLANNER}),
    "GET /traegerregister/{organisation:uuid}/kontakte/neu": frozenset({PLANNER}),
    "POST /traegerregister/{organisation:uuid}/kontakte/neu": frozenset({PLANNER}),
    "GET /traegerregister/kontakte/{contact:uuid}": frozenset({PLANNER}),
    "POST /traegerregister/kontakte/{contact:uuid}": frozenset({PLANNER}),
    "POST /traegerregister/kontakte/{contact:uuid}/loeschen": frozenset({PLANNER}),
    "POST /traegerregister/verbaende": frozenset({PLANNER}),
    "POST /traegerregister/verbaende/{association:uuid}": frozenset({PLANNER}),
    "GET /traegerregister/doppelte": frozenset({PLANNER}),
    "GET /traegerregister/zusammenfuehren": frozenset({PLANNER}),
    "POST /traegerregister/zusammenfuehren": frozenset({PLANNER}),
    "GET /traegerregister/meldungen": frozenset({PLANNER}),
    "GET /traegerregister/meldungen/{report:uuid}": frozenset({PLANNER}),
    "POST /traegerregister/meldungen/{report:uuid}": frozenset({PLANNER}),
    "GET /traegerregister/arbeitsmappe": frozenset({PLANNER}),
    "GET /traegerregister/verbaende": frozenset({ADMINISTRATOR, PLANNER}),
    "GET /gebiete": READERS,
    "POST /gebiete": frozenset({ADMINISTRATOR, PLANNER}),
    "GET /gebiete/vorschau/{proposal:uuid}": frozenset({ADMINISTRATOR, PLANNER}),
    "POST /gebiete/vorschau/{proposal:uuid}": frozenset({ADMINISTRATOR, PLANNER}),
    "POST /gebiete/kennzahlen": frozenset({ADMINISTRATOR, PLANNER}),
    "GET /gebiete/{code:str}": READERS,
    "GET /erhebungen/{slug:str}/beobachtungen": frozenset({PLANNER, CODER}),
    "GET /erhebungen/{slug:str}/kodierung": frozenset({PLANNER, CODER}),
    "POST /erhebungen/{slug:str}/kodierung": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/kodierung/stand": frozenset({PLANNER, CODER}),
    "GET /erhebungen/{slug:str}/kodierung/lehrreich": frozenset({PLANNER, CODER}),
    "POST /erhebungen/{slug:str}/kodierung/lehrreich": frozenset({PLANNER, CODER}),
    "GET /erhebungen/{slug:str}/kodierung/lehrreich/stand": frozenset({PLANNER, CODER}),
    "GET /erhebungen/{slug:str}/kodierung/neue-themen": frozenset({PLANNER, CODER}),
    "POST /erhebungen/{slug:str}/kodierung/neue-themen": frozenset({PLANNER, CODER}),
    "GET /erhebungen/{slug:str}/kodierung/neue-themen/stand": frozenset({PLANNER, CODER}),
    "GET /erhebungen/{slug:str}/themen": frozenset({PLANNER, CODER}),
    "GET /kodierer": frozenset({PLANNER}),
    "POST /kodierer": frozenset({PLANNER}),
    "GET /kodierer/stand": frozenset({PLANNER}),
    "POST /kodierer/mitgeliefert": frozenset({PLANNER}),
    "GET /kodierer/automatisch": frozenset({PLANNER}),
    "POST /kodierer/automatisch": frozenset({PLANNER}),
    "GET /kodierer/{coder_id:uuid}": frozenset({PLANNER}),
    "POST /kodierer/{coder_id:uuid}/einsetzen": frozenset({PLANNER}),
    "POST /kodierer/{coder_id:uuid}/verwerfen": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/themen/aussagen": frozenset({PLANNER, CODER}),
    "GET /aussagen/{segment_id:uuid}": frozenset({PLANNER, CODER}),
    "POST /aussagen/{segment_id:uuid}/entscheidung": frozenset({PLANNER, CODER}),
    "POST /aussagen/{segment_id:uuid}/zitat": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/exporte": frozenset({PLANNER, AUTHOR}),
    "POST /erhebungen/{slug:str}/exporte": frozenset({PLANNER, AUTHOR}),
    "GET /erhebungen/{slug:str}/exporte/stand": frozenset({PLANNER, AUTHOR}),
    "GET /erhebungen/{slug:str}/exporte/{export_id:uuid}/datei": frozenset({PLANNER, AUTHOR}),
    "GET /erhebungen/{slug:str}/stellungnahme": frozenset({PLANNER, AUTHOR}),
    "GET /erhebungen/{slug:str}/stellungnahme/text": frozenset({PLANNER, AUTHOR}),
    "GET /erhebungen/{slug:str}/stellungnahme/pdf": frozenset({PLANNER, AUTHOR}),
    "POST /erhebungen/{slug:str}/stellungnahme/verbaende": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/was-daraus-wurde": frozenset({PLANNER, AUTHOR}),
    "GET /erhebungen/{slug:str}/was-daraus-wurde/neu": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/was-daraus-wurde/neu": frozenset({PLANNER}),
    "GET /erhebungen/{slug:str}/was-daraus-wurde/{entry:uuid}": frozenset({PLANNER, AUTHOR}),
    "GET /erhebungen/{slug:str}/was-daraus-wurde/{entry:uuid}/bearbeiten": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/was-daraus-wurde/{entry:uuid}/bearbeiten": frozenset({PLANNER}),
    "POST /erhebungen/{slug:str}/was-daraus-wurde/{entry:uuid}/veroeffentlichen": frozenset(
        {PLANNER}
    ),
    "POST /erhebungen/{slug:str}/was-daraus-wurde/{entry:uuid}/zuruecknehmen": frozenset({PLANNER}),
    "GET /verband/{slug:str}/was-daraus-wurde": frozenset({ASSOCIATION}),
    "GET /verband/{slug:str}": frozenset({ASSOCIATION}),
    "GET /verband/{slug:str}/mitglieder": frozenset({ASSOCIATION}),
    "GET /verband/{slug:str}/stellungnahme": frozenset({ASSOCIATION}),
    "GET /verband/{slug:str}/stellungnahme/schreiben": frozenset({ASSOCIATION}),
    "POST /verband/{slug:str}/stellungnahme/schreiben": frozenset({ASSOCIATION}),
    "POST /verband/{slug:str}/stellungnahme/mitwirken": frozenset({ASSOCIATION}),
    "GET /verband/{slug:str}/stellungnahme/fassungen/{number:int}": frozenset({ASSOCIATION}),
    "GET /verband/{slug:str}/stellungnahme/fassungen/{number:int}/aenderungen": frozenset(
        {ASSOCIATION}
    ),
    "POST /verband/{slug:str}/stellungnahme/fassungen/{number:int}/kommentar": frozenset(
        {ASSOCIATION}
    ),
    "POST /verband/{slug:str}/stellungnahme/fassungen/{number:int}/freigabe": frozenset(
        {ASSOCIATION}
    ),
    "GET /konten": frozenset({ADMINISTRATOR}),
    "POST /konten": frozenset({ADMINISTRATOR}),
    "GET /konten/{login:str}": frozenset({ADMINISTRATOR}),
    "POST /konten/{login:str}/rolle": frozenset({ADMINISTRATOR}),
    "POST /konten/{login:str}/kennwort": frozenset({ADMINISTRATOR}),
    "POST /konten/{login:str}/sperre": frozenset({ADMINISTRATOR}),
    "GET /protokoll": frozenset({ADMINISTRATOR}),
}
NO_PERMISSION = "hat Ihr Konto keine Berechtigung"
FORM_EXPIRED = "Das Formular ist abgelaufen oder kam von einer anderen Seite."
# What stands for the parts of an address; nothing of the kind exists.
PARTS = {
    "{path:path}": "nichts.css",
    "{token:str}": "kein-link",
    "{slug:str}": "keine-erhebung",
    "{number:str}": "2026-XXXXXX",
    "{number:int}": "1",
    "{page:str}": "keine-seite",
    "{facility:str}": "keine-einrichtung",
    "{name:str}": "kein-text",
    "{login:str}": "niemand",
    "{kind:str}": "keine-art",
    "{code:str}": "999",
}


def rows(text: str) -> set[str]:
    return set(text.split("\n")) - {""}


def routes() -> Iterator[tuple[str, Action | None]]:
    """Every route of the application with its action; OPTIONS is the framework's own."""
    for router in app.ROUTERS:
        for route in router.routes:
            for handler in route.route_handlers:
                for method in handler.http_methods - {"OPTIONS"}:
                    yield f"{method} {route.path}", handler.opt.get("action")


def address(row: str) -> tuple[str, str]:
    method, _, path = row.partition(" ")
    for part, value in PARTS.items():
        path = path.replace(part, value)
    parts = [str(UUID(int=7)) if part.endswith(":uuid}") else part for part in path.split("/")]
    return method, "/".join(parts)


def send(client: TestClient[Any], row: str, *, token: str = "", **headers: str) -> Any:
    method, path = address(row)
    return client.request(
        method,
        path,
        data={"_csrf": token} if method == "POST" else None,
        headers=headers,
        follow_redirects=False,
    )


def test_every_route_has_a_row() -> None:
    found = dict(routes())
    assert [row for row, action in found.items() if not isinstance(action, Action)] == []
    kinds = (*map(rows, (OPEN, ORGANISATION, PART, RESIDENT, WORKSHOP)), set(DESK))
    assert sum(map(len, kinds)) == len(set.union(*kinds))
    assert set(found) == set.union(*kinds)
    assert {row for row, action in found.items() if action in PUBLIC} == rows(OPEN)
    by_door = {
        Action.ANSWER_FOR_ORGANISATION: ORGANISATION,
        Action.ANSWER_PART: PART,
        Action.ANSWER_AS_RESIDENT: RESIDENT,
        Action.DISCUSS_QUESTIONNAIRE: WORKSHOP,
    }
    for action, text in by_door.items():
        assert {row for row, found_action in found.items() if found_action == action} == rows(text)


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
def test_a_role_reaches_its_routes_and_no_other(browser: Browser, role: str) -> None:
    browser.sign_in(role)
    token = browser.token()
    assert token
    refused, let_in = set(), set()
    # Signing out comes last: the session ends with it.
    for row in sorted(DESK, key=lambda row: (row == "POST /abmelden", row)):
        answer = send(browser.client, row, token=token)
        assert answer.status_code < 500, (row, answer.text)
        no_permission = answer.status_code == 403 and NO_PERMISSION in answer.text
        assert no_permission or answer.status_code not in {401, 403}, (row, answer.text)
        (refused if no_permission else let_in).add(row)
    assert let_in == {row for row, roles in DESK.items() if role in roles}
    assert refused == set(DESK) - let_in


def test_nobody_reaches_a_page_behind_a_door(client: TestClient[Any]) -> None:
    behind = [row for text in (ORGANISATION, PART, RESIDENT, WORKSHOP) for row in rows(text)]
    for row in [*DESK, *behind]:
        answer = send(client, row)
        to_sign_in = answer.headers.get("location") == "/anmelden"
        desk_page = row in DESK and row.startswith("GET")
        assert (answer.status_code, to_sign_in) == ((303, True) if desk_page else (401, False)), row


@pytest.mark.parametrize(("role", "least"), [(PLANNER, 6), (ADMINISTRATOR, 6), (ASSOCIATION, 4)])
def test_desk_forms_without_their_token_change_nothing(
    browser: Browser, role: str, least: int
) -> None:
    browser.sign_in(role)
    token = browser.token()
    forms = [row for row, roles in DESK.items() if row.startswith("POST") and role in roles]
    assert len(forms) >= least
    for row in forms:
        for answer in (
            send(browser.client, row),
            send(browser.client, row, token="erfunden"),
            send(browser.client, row, token=token[:-8] + "AAAAAAA="),
            send(browser.client, row, token=token, **{"sec-fetch-site": "cross-site"}),
        ):
            assert (answer.status_code, FORM_EXPIRED in answer.text) == (403, True), row


def test_public_forms_without_their_token_change_nothing(client: TestClient[Any]) -> None:
    forms = {row for row in rows(OPEN) if row.startswith("POST")}
    assert forms == {
        "POST /anmelden",
        "POST /t/{token:str}",
        "POST /weitergabe/{token:str}",
        "POST /zugang",
        "POST /w/{token:str}",
        "POST /mitmachen/{slug:str}/beginnen",
        "POST /mitmachen/{slug:str}/antworten",
        "POST /beleg",
    }
    for row in forms:
        assert send(client, row).status_code == 403, row


def test_respondents_forms_without_their_token_change_nothing(
    client: TestClient[Any], site_database: Database
) -> None:
    with site_database.write() as session:
        survey = wave(session, kind="consultation")
        invitation = standing.ensure_invitation(
            session, secret=SECRET, organisation_id=organisation(session, "T1")
        )
        link = standing.link(session, secret=SECRET, base_url="", invitation_id=invitation)
        token = link.rpartition("/")[2]
        entered = standing.open_link(session, token, hours=1, now=clock.now())
        asked = taking_part.consultation(session, survey.slug)
        begun = taking_part.begin(session, asked, language="de", hours=1, now=clock.now())
        discussing = enter_workshop(session, SECRET)
    for door, minted, text in (
        ("zugang", entered, ORGANISATION),
        ("zugang", entered, PART),
        ("teilnahme", begun, RESIDENT),
        ("werkstatt", discussing, WORKSHOP),
    ):
        client.cookies.set(cookie_name(door, secure=False), minted)
        assert send(client, min(rows(text))).status_code not in {401, 403}
        forms = [row for row in rows(text) if row.startswith("POST")]
        assert forms != []
        for row in forms:
            assert send(client, row).status_code == 403, row


def test_other_methods_are_refused(client: TestClient[Any]) -> None:
    for row, _ in routes():
        _, path = address(row)
        for method in ("OPTIONS", "PUT", "PATCH", "DELETE"):
            assert client.request(method, path).status_code in {404, 405}, (method, path)
