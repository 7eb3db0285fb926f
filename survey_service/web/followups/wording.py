"""How far something is, in words."""

from survey_service.domain.followups import drafts
from survey_service.web.rendering import translations


def state_names(language: str) -> dict[str, str]:
    """State -> what it is called, in the order in which things happen."""
    gettext = translations(language).gettext
    return {
        drafts.EXAMINED: gettext("wird geprüft"),
        drafts.DECIDED: gettext("beschlossen"),
        drafts.UNDERWAY: gettext("in Umsetzung"),
        drafts.DONE: gettext("umgesetzt"),
        drafts.NOT_DONE: gettext("nicht umgesetzt"),
    }
