"""An organisation answered twice, under two entries: the planner chooses, it reads on."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from survey_service.domain.providers import standing
from tests.journeys import filled
from tests.journeys.conftest import Inspector, sign_in
from tests.journeys.installation import Installation
from tests.journeys.test_register_pages import kept

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

NewDevice = Callable[..., Page]
TITLE = "Doppelt gefragt"
HUB = "/traeger/doppelt-gefragt"
SAID = ("Bei uns fehlen Plätze.", "Unter dem anderen Eintrag: Es fehlt Personal.")


@pytest.fixture(scope="module")
def asked(installation: Installation) -> tuple[UUID, UUID, str]:
    """Two organisations that both answered, and the link of the first."""
    secret = (installation.home / "secret.key").read_text(encoding="ascii").strip()
    with installation.database.write() as session:
        survey = filled.add_survey(session, TITLE)
        owners = [filled.add_organisation(session, number, facilities=1) for number in (901, 902)]
        for owner, said in zip(owners, SAID, strict=True):
            filled.hand_in(session, survey, owner, {"angebote": {"zielgruppen_neu": said}})
        invitation = standing.ensure_invitation(session, secret=secret, organisation_id=owners[0])
        link = standing.link(
            session, secret=secret, base_url=installation.url, invitation_id=invitation
        )
    return owners[0], owners[1], link


def test_planner_chooses_and_the_organisation_reads_what_does_not_count(
    asked: tuple[UUID, UUID, str], new_device: NewDevice, axe: Inspector
) -> None:
    stays, duplicate, link = asked
    planner, provider = new_device(), new_device(script=False, width=320)
    sign_in(planner, "planner")
    planner.goto(f"/traegerregister/zusammenfuehren?behalten={stays}&doppelt={duplicate}")
    expect(planner.get_by_role("heading", name="Welcher Rücklauf gilt?")).to_be_visible()
    found = axe(planner)
    planner.get_by_role("button", name="Zusammenführen").click()
    expect(planner.get_by_role("alert")).to_contain_text("Beide Träger haben Antworten in")
    found += axe(planner)
    kept(planner, "zusammenfuehren-beide")
    planner.get_by_role("group", name=TITLE).get_by_role("radio").first.check()
    planner.get_by_role("button", name="Zusammenführen").click()
    expect(planner.get_by_text("aufgegangen")).to_be_visible()
    found += axe(planner)
    provider.goto(link)
    provider.get_by_role("button", name="Zugang öffnen").click()
    provider.goto(HUB)
    expect(provider.get_by_text("stand zweimal im Register")).to_be_visible()
    found += axe(provider)
    kept(provider, "zweimal-im-register")
    provider.get_by_role("link", name="Was im zweiten Rücklauf steht").click()
    expect(provider.get_by_text(SAID[1])).to_be_visible()
    expect(provider.get_by_text(SAID[0])).to_have_count(0)
    found += axe(provider)
    kept(provider, "zweiter-ruecklauf")
    assert found == []
