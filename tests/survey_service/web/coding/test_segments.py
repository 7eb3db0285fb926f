"""What a planner reads about a segment."""

from analysis.components.personal_data import KINDS
from exports import responses_volume
from survey_service.web.coding.segments import PERSONAL


def test_every_kind_of_personal_data_has_a_name_on_pages_and_in_exports() -> None:
    assert set(PERSONAL) == set(KINDS)
    assert set(responses_volume.KINDS) == set(KINDS)
