"""What a returned workbook was made for: nobody's answers get into another's return."""

from collections.abc import Callable

from questionnaires import return_cells, return_marks
from questionnaires.readers import return_workbook
from questionnaires.readers.upload import Workbook
from questionnaires.return_marks import Marks
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import UploadUnusable
from survey_service.permissions import Actor

Verify = Callable[[str, str], bool]
"""The marks' text and a signature -> whether it was made here."""

AGAIN = (
    "Laden Sie die Arbeitsmappe auf dieser Seite neu herunter und übertragen Sie Ihre Antworten."
)


def check(workbook: Workbook, survey: SurveyFacts, actor: Actor, *, verify: Verify) -> Marks:
    """What the workbook was made for. Raises UploadUnusable unless it is this organisation's."""
    found = return_workbook.marks_of(workbook)
    if found is None:
        raise UploadUnusable(
            f"Die Datei ist nicht die Arbeitsmappe zu „{survey.title}“, oder das ausgeblendete "
            f"Blatt „{return_cells.MARKS_SHEET}“ fehlt. {AGAIN}"
        )
    marks, signature = found
    if not verify(return_marks.text_of(marks), signature):
        raise UploadUnusable(
            f"Das ausgeblendete Blatt „{return_cells.MARKS_SHEET}“ wurde verändert. Deshalb ist "
            f"nicht sicher, wohin die Antworten gehören. {AGAIN}"
        )
    if marks.organisation != str(actor.organisation_id):
        raise UploadUnusable(
            "Diese Arbeitsmappe wurde für eine andere Organisation erstellt und wird hier nicht "
            f"angenommen. {AGAIN}"
        )
    if marks.survey != str(survey.id):
        raise UploadUnusable(
            f"Diese Arbeitsmappe gehört zu einer anderen Erhebung, nicht zu „{survey.title}“. "
            f"{AGAIN}"
        )
    if marks.version != str(survey.questionnaire_version_id):
        raise UploadUnusable(
            f"Der Fragebogen wurde geändert, seit diese Arbeitsmappe erstellt wurde. {AGAIN}"
        )
    return marks
