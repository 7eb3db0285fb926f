"""An organisation that answered twice reads what does not count, and hands in what joined."""

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.providers import saving, submission
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.domain.register import merging
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.surveys import Participation
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import SLUG, Made
from tests.survey_service.web.providers.provider_pages import HUB, LAGE, form

SECOND = f"{HUB}/zweiter-ruecklauf"
PLANNER = Actor(login="planerin", name="Planerin", grants=(RoleGrant("planner"),))


def answer_twice(database: Database, made: Made) -> str:
    """The other entry answers and hands in; its receipt number."""
    place = Place("umfeld", made.foreign_facility)
    with database.write() as session:
        session.add(
            Participation(survey_id=made.survey_id, organisation_id=made.stranger.organisation_id)
        )
        session.flush()
        sent = {
            Place("lage"): Sent(fields={"neu": ["Bei uns auch."]}, base=0, form="b"),
            place: Sent(fields={"fehlt": ["Ein Arzt fehlt."]}, base=0, form="b"),
        }
        saving.save(session, made.stranger, SLUG, sent, areas=(), now=clock.now())
        receipt = submission.submit(session, made.stranger, SLUG, reason="Rest", now=clock.now())
    return receipt.receipt_number


def merge(database: Database, made: Made) -> None:
    kept, duplicate = made.actor.organisation_id, made.stranger.organisation_id
    assert kept is not None
    assert duplicate is not None
    with database.write() as session:
        merging.merge(
            session,
            PLANNER,
            kept_id=kept,
            duplicate_id=duplicate,
            counts={made.survey_id: kept},
        )


def test_organisation_reads_what_does_not_count(
    provider: Browser, made: Made, site_database: Database
) -> None:
    form(provider, LAGE, {"neu": "Viele kommen."})
    number = answer_twice(site_database, made)
    assert provider.get(SECOND).status_code == 404
    assert "zweiter-ruecklauf" not in provider.get(HUB).text
    merge(site_database, made)
    assert f'href="{SECOND}"' in provider.get(HUB).text
    page = provider.get(SECOND).text
    for sentence in ("Dieser Rücklauf zählt nicht.", "Bei uns auch.", f"Beleg {number}"):
        assert sentence in page
    assert "Viele kommen." not in page
    # Its copy is still being written; the number is known.
    assert provider.get(f"{HUB}/beleg/{number}/stand").status_code == 200
    # What it says about its house stands in the return that counts.
    assert "Ein Arzt fehlt." in provider.get(f"{HUB}/umfeld/{made.foreign_facility}").text


def test_page_that_is_open_elsewhere_saves_into_the_return_that_counts(
    provider: Browser, made: Made, site_database: Database
) -> None:
    form(provider, LAGE, {"neu": "Viele kommen."})
    answer_twice(site_database, made)
    merge(site_database, made)
    house = f"{HUB}/umfeld/{made.foreign_facility}"
    form(provider, house, {"einzug": "01", "fehlt": "Ein Arzt und ein Bus fehlen."})
    assert "Ein Arzt und ein Bus fehlen." in provider.get(house).text
