"""An earlier wave from Excel: upload, assign columns and questions, look, take over."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.params import Parameter

from questionnaires.questionnaire import Questionnaire, text
from questionnaires.readers.earlier_wave import LEFT_OUT, Reading, SheetMapping
from questionnaires.readers.upload import UploadRefused, open_workbook
from survey_service.domain import files
from survey_service.domain.fieldwork import earlier_waves, questionnaires
from survey_service.domain.fieldwork.questionnaires import VersionFacts
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.errors import Refused, UploadUnusable
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

RUN = {"action": Action.RUN_SURVEY}
COLUMNS = ("sheet", "organisation", "facility", "question", "answer")
QUESTION, ASSIGNED = "fragentext-", "zuordnung-"
PROBLEMS_SHOWN = 200
NO_ID = UUID(int=0)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """The form as typed."""

    title: str = ""
    opens_on: str = ""
    closes_on: str = ""
    version: str = ""
    name: str = ""
    mapping: SheetMapping = SheetMapping()


@get("/", opt=RUN, sync_to_thread=True)
def upload_page(request: WebRequest) -> Response[str]:
    """What is needed, and the file."""
    return _upload_page(request)


def _upload_page(request: WebRequest, refusal: str = "") -> Response[str]:
    with site_of(request).database.read() as session:
        versions = questionnaires.all_versions(session)
    page = {"versions": versions, "refusal": refusal}
    status = 400 if refusal else 200
    return show(
        request, "comparisons/upload.html", page, title="Frühere Welle einlesen", status=status
    )


@post("/", opt=RUN, sync_to_thread=True)
def upload(request: WebRequest, form: Form) -> Response[Any]:
    """Keep the workbook; whether it is one is looked at before anything is stored."""
    try:
        file = form.upload("datei")
        open_workbook(file.content)
    except (UploadRefused, UploadUnusable) as error:
        return _upload_page(request, str(error))
    with site_of(request).database.write() as session:
        key = earlier_waves.keep_file(session, file.name, file.content)
    return redirect(f"/erhebungen/frueher/{key}")


@get("/{file:uuid}", opt=RUN, sync_to_thread=True)
def look_page(
    request: WebRequest,
    file: UUID,
    named: Annotated[str, Parameter(query="gemerkt", default="")],
) -> Response[str]:
    """What the workbook would bring with the usual columns, or with a kept mapping."""
    with site_of(request).database.read() as session:
        mapping = earlier_waves.mapping_named(session, named) if named else SheetMapping()
        versions = questionnaires.all_versions(session)
    version = str(versions[0].id) if versions else ""
    return _look_page(request, file, Entry(mapping=mapping, name=named, version=version))


@post("/{file:uuid}", opt=RUN, sync_to_thread=True)
def decide(request: WebRequest, file: UUID, form: Form) -> Response[Any]:
    """Look again, keep the mapping, or take the wave over."""
    entry, actor = _entry(form), actor_of(request)
    if form.has("merken"):
        try:
            with site_of(request).database.write() as session:
                earlier_waves.keep_mapping(session, actor, entry.name, entry.mapping)
        except Refused as refusal:
            return _look_page(request, file, entry, refusal=refusal)
        return _look_page(request, file, entry, kept=True)
    if not form.has("uebernehmen"):
        return _look_page(request, file, entry)
    try:
        draft = _draft(entry)
        with site_of(request).database.write() as session:
            made = earlier_waves.take_over(
                session, actor, draft=draft, file_id=file, mapping=entry.mapping
            )
    except Refused as refusal:
        return _look_page(request, file, entry, refusal=refusal)
    return redirect(f"/erhebungen/{made.slug}", message=f"„{made.title}“ ist eingelesen.")


def _entry(form: Form) -> Entry:
    numbers = [name.removeprefix(QUESTION) for name in form.fields if name.startswith(QUESTION)]
    assigned = {
        form.one(f"{QUESTION}{number}"): form.one(f"{ASSIGNED}{number}") for number in numbers
    }
    columns = {name: form.one(name).strip() for name in COLUMNS}
    usual = msgspec.structs.asdict(SheetMapping())
    return Entry(
        title=form.one("title"),
        opens_on=form.one("opens_on"),
        closes_on=form.one("closes_on"),
        version=form.one("version"),
        name=form.one("name"),
        mapping=SheetMapping(
            **{name: columns[name] or usual[name] for name in COLUMNS},
            items={question: code for question, code in assigned.items() if code},
        ),
    )


def _draft(entry: Entry) -> Draft:
    try:
        opens_on, closes_on = (
            date.fromisoformat(entry.opens_on),
            date.fromisoformat(entry.closes_on),
        )
    except ValueError:
        raise Refused("Geben Sie an, von wann bis wann die frühere Welle lief.") from None
    return Draft(
        title=entry.title,
        opens_on=opens_on,
        closes_on=closes_on,
        questionnaire_version_id=_uuid(entry.version),
    )


def _uuid(typed: str) -> UUID:
    """Never raises: what is no id is found nowhere."""
    try:
        return UUID(typed)
    except ValueError:
        return NO_ID


def _look_page(
    request: WebRequest,
    file: UUID,
    entry: Entry,
    *,
    refusal: Refused | None = None,
    kept: bool = False,
) -> Response[str]:
    with site_of(request).database.read() as session:
        head = files.head(session, file)
        versions = questionnaires.all_versions(session)
        version = _chosen(versions, entry.version)
        questionnaire = questionnaires.load(session, version.id) if version else None
        reading = earlier_waves.look(session, file, entry.mapping, version.id) if version else None
        named = tuple(earlier_waves.mappings(session))
    page = {
        "file": head,
        "entry": entry,
        "versions": versions,
        "version": version,
        "reading": reading,
        "questions": _questions(reading, entry.mapping),
        "items": _items(questionnaire) if questionnaire else (),
        "left_out": LEFT_OUT,
        "named": named,
        "shown": PROBLEMS_SHOWN,
        "refusal": str(refusal or ""),
        "kept": kept,
    }
    status = refusal.status if refusal else 200
    return show(
        request, "comparisons/look.html", page, title="Frühere Welle einlesen", status=status
    )


def _chosen(versions: list[VersionFacts], wanted: str) -> VersionFacts | None:
    return next(
        (one for one in versions if str(one.id) == wanted), versions[0] if versions else None
    )


def _questions(reading: Reading | None, mapping: SheetMapping) -> list[tuple[str, str]]:
    """Questions of the sheet to assign: those already assigned, then those without an item."""
    unplaced = [question for question, _ in reading.unplaced] if reading else []
    known = [(question, code) for question, code in mapping.items.items()]
    return known + [(question, "") for question in unplaced if question not in mapping.items]


def _items(questionnaire: Questionnaire) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            text(page.title, "de"),
            [(item.code, text(item.label, "de")) for item in page.items if item.kind != "note"],
        )
        for page in questionnaire.pages
    ]


router = Router("/erhebungen/frueher", route_handlers=[upload_page, upload, look_page, decide])
