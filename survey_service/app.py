"""The web application: settings and database in, a Litestar application out."""

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.logging import LoggingConfig

from survey_service.database import Database
from survey_service.errors import Refused
from survey_service.settings import Settings
from survey_service.web import areas, entrance, exports, failures, guards, security, static
from survey_service.web.administration import accounts, demo, health, log, municipality, signin
from survey_service.web.associations import members, position, released
from survey_service.web.coding import (
    coders,
    new_themes,
    runs,
    segments,
    sentences,
    teaching,
    themes,
)
from survey_service.web.coding import observations as reported
from survey_service.web.correspondence import letters, mails, participants, reminding, texts
from survey_service.web.fieldwork import (
    about,
    behalf,
    comparisons,
    desk,
    earlier_waves,
    questionnaires,
    returns,
    short_queries,
    surveys,
    time_series,
    workshop_party,
    workshop_record,
    workshops,
)
from survey_service.web.followups import desk as followups_desk
from survey_service.web.followups import reading
from survey_service.web.forms import read_form
from survey_service.web.providers import (
    answering,
    codes,
    colleagues,
    comments,
    copying,
    delegations,
    facility_table,
    history,
    hub,
    links,
    observations,
    own_link,
    release,
    reports,
    standing,
    submission,
    takeover,
    versions,
    workbook,
)
from survey_service.web.register import (
    associations,
    atlas,
    contacts,
    editing,
    merging,
    organisations,
    perimeters,
    workbooks,
)
from survey_service.web.register import reports as register_reports
from survey_service.web.residents import participate, receipts
from survey_service.web.site import Site

ROUTERS: tuple[Router, ...] = (
    static.router,
    health.router,
    entrance.router,
    about.router,
    signin.router,
    signin.sign_out_router,
    municipality.legal_router,
    demo.router,
    links.router,
    colleagues.link_router,
    colleagues.router,
    standing.router,
    reports.router,
    delegations.router,
    codes.router,
    observations.router,
    own_link.router,
    own_link.renewed_router,
    reading.router,
    hub.router,
    submission.router,
    workbook.router,
    facility_table.router,
    versions.router,
    release.router,
    takeover.router,
    copying.router,
    history.router,
    comments.router,
    answering.router,
    participate.router,
    reading.residents_router,
    receipts.router,
    desk.router,
    surveys.router,
    returns.router,
    behalf.router,
    texts.router,
    reminding.router,
    letters.router,
    participants.router,
    workshops.router,
    workshop_party.router,
    workshop_record.router,
    workshop_record.party_router,
    comparisons.router,
    earlier_waves.router,
    time_series.router,
    questionnaires.router,
    mails.router,
    municipality.router,
    organisations.router,
    atlas.router,
    perimeters.router,
    short_queries.router,
    short_queries.results_router,
    workbooks.router,
    editing.router,
    contacts.router,
    associations.router,
    merging.router,
    register_reports.router,
    areas.router,
    reported.router,
    runs.router,
    teaching.router,
    new_themes.router,
    coders.router,
    themes.router,
    sentences.router,
    segments.router,
    exports.router,
    members.router,
    position.router,
    released.router,
    followups_desk.router,
    accounts.router,
    log.router,
)


def create(settings: Settings, database: Database) -> Litestar:
    """The application. The database must be migrated."""
    return Litestar(
        route_handlers=list(ROUTERS),
        state=State({"site": Site(settings, database)}),
        guards=[guards.check],
        dependencies={"form": Provide(read_form)},
        exception_handlers={
            Refused: failures.refused,
            HTTPException: failures.http_error,
            Exception: failures.broken,
        },
        before_send=[security.add_headers],
        request_max_body_size=(settings.upload_megabytes + 1) * 1_000_000,
        # Pages only: an interface description would load scripts from other hosts.
        openapi_config=None,
        # The framework's own logging would write request bodies.
        logging_config=LoggingConfig(log_exceptions="never", configure_root_logger=False),
        debug=False,
    )
