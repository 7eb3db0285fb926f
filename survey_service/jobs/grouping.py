"""Finding groups among segments without a theme."""

import logging
from uuid import UUID

from dbos import DBOS

from survey_service.domain.coding import new_themes
from survey_service.domain.coding.new_themes import Found
from survey_service.jobs.context import Context, context

log = logging.getLogger(__name__)

BROKEN = (
    "Neue Themen ließen sich nicht suchen; der Fehler ist vermerkt. Versuchen Sie es noch einmal "
    "und wenden Sie sich sonst an die Administration."
)


@DBOS.workflow(name="GroupThemes")
def group_themes(grouping_id: str) -> int:
    """Find and store the groups; returns how many there are (-1 = failed)."""
    return find(grouping_id)


@DBOS.step(name="group themes")
def find(grouping_id: str) -> int:
    """Everything in one step: begun anew after a crash, stored once."""
    here = context()
    try:
        return _find(here, UUID(grouping_id))
    except Exception as error:
        # The text of a statement never goes to a log: only where it happened.
        log.exception("grouping %s failed", grouping_id, exc_info=error)
        with here.database.write() as session:
            new_themes.fail(session, UUID(grouping_id), BROKEN)
        return -1


def _find(here: Context, grouping_id: UUID) -> int:
    from analysis import new_themes as analysis

    with here.database.read() as session:
        survey_id = new_themes.survey_of(session, grouping_id)
        if survey_id is None:
            return 0
        known = new_themes.unfitting(session, survey_id)
        earlier = new_themes.before(session, survey_id)
    place = {one.segment: number for number, one in enumerate(known)}
    found = analysis.group(
        [one.text for one in known],
        before=[[place[segment] for segment in group if segment in place] for group in earlier],
    )
    groups = [
        Found(
            name=group.name,
            segments=tuple(known[number].segment for number in group.texts),
            examples=tuple(known[number].segment for number in group.examples),
            different=group.different,
            mass=group.mass,
        )
        for group in found.groups
    ]
    with here.database.write() as session:
        new_themes.finish(session, grouping_id, groups, looked_at=len(known))
    return len(groups)
