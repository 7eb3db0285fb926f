"""The macros of templates/components: one Field, one message, one table."""

from datetime import date
from typing import Any

import msgspec
import pytest
from lxml import html

from questionnaires.items.field import Field
from survey_service.web.chrome import Flash, LanguageLink, language_links
from survey_service.web.gallery import FIELDS, Task
from survey_service.web.rendering import environment

BY_NAME = {field.name: field for field in FIELDS}


def call(module: str, macro: str, *values: Any, language: str = "de", **named: Any) -> Any:
    """What a macro makes, below one root element."""
    made = getattr(environment(language).get_template(f"components/{module}").module, macro)
    return html.fragment_fromstring(str(made(*values, **named)), create_parent="main")


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def described(root: Any, control: Any) -> list[str]:
    """The texts that aria-describedby points to, in order."""
    names = control.get("aria-describedby", "").split()
    return [words(root.get_element_by_id(name)) for name in names]


def test_a_text_field_escapes_what_was_typed() -> None:
    typed = '"><script>'
    root = call(
        "field.html",
        "field",
        Field(name="a", kind="text", label="<b>", required=True, values=(typed,)),
    )
    assert (words(root), root.find(".//script")) == ("<b>", None)
    assert root.find(".//label").get("for") == "a"
    assert dict(root.get_element_by_id("a").attrib) == {
        "class": "input",
        "type": "text",
        "dir": "auto",
        "id": "a",
        "name": "a",
        "value": typed,
        "autocomplete": "off",
    }


def test_a_long_text_keeps_every_line_and_its_explanations() -> None:
    root = call("field.html", "field", BY_NAME["bedarf"])
    control = root.get_element_by_id("bedarf")
    # Browsers drop the first line break of a textarea (lxml does not): one more is written.
    assert control.text == "\n" + BY_NAME["bedarf"].values[0]
    assert words(root.find(".//label")) == "Was fehlt im Stadtteil? (freiwillig)"
    assert described(root, control) == [
        "Bedarf: was Menschen brauchen und nicht bekommen.",
        "Höchstens 2.000 Zeichen.",
        "Letzte Angabe: Es fehlen Plätze. Seit Jahren.",
    ]
    assert "maxlength" not in control.attrib


def test_an_error_stands_at_the_control_with_what_was_typed() -> None:
    root = call("field.html", "field", BY_NAME["plaetze"])
    control = root.get_element_by_id("plaetze")
    assert (control.get("value"), control.get("aria-invalid"), control.get("inputmode")) == (
        "zwölf",
        "true",
        "numeric",
    )
    assert described(root, control) == [f"Fehler: {BY_NAME['plaetze'].error}"]


def test_a_date_says_how_it_is_written() -> None:
    root = call("field.html", "field", BY_NAME["seit"])
    assert described(root, root.get_element_by_id("seit")) == ["Zum Beispiel 31.12.2026"]


@pytest.mark.parametrize(
    ("name", "kind", "explained"),
    [
        ("wartezeit", "radio", ["Letzte Angabe: gar nicht"]),
        (
            "gruppen",
            "checkbox",
            [
                "Mehrere Antworten sind möglich.",
                "Fehler: Bitte wählen Sie mindestens eine Gruppe.",
            ],
        ),
        ("nachfrage", "radio", []),
    ],
)
def test_choices_stand_in_a_fieldset(name: str, kind: str, explained: list[str]) -> None:
    field = BY_NAME[name]
    root = call("field.html", "field", field)
    (group,) = root.findall(".//fieldset")
    controls = group.findall(".//input")
    assert words(group.find("legend")) == field.label
    assert described(root, group) == explained
    assert [(c.get("type"), c.get("name"), c.get("value")) for c in controls] == [
        (kind, name, choice.value) for choice in field.choices
    ]
    assert [c.get("value") for c in controls if "checked" in c.attrib] == [
        choice.value for choice in field.choices if choice.checked
    ]
    labels = {label.get("for"): words(label) for label in group.findall(".//label")}
    assert [labels[c.get("id")] for c in controls] == [c.label for c in field.choices]
    # The error summary links to the first control by the field's name.
    assert controls[0].get("id") == name


def test_areas_stand_in_their_groups_in_the_order_given() -> None:
    root = call("field.html", "field", BY_NAME["gebiet"])
    select = root.get_element_by_id("gebiet")
    outline = [
        (child.tag, child.get("label") or words(child), [words(option) for option in child])
        for child in select
    ]
    assert outline == [
        ("option", "Bitte wählen", []),
        ("option", "ganze Stadt", []),
        ("optgroup", "Furth", ["Furth-Süd", "Furth-Mitte"]),
        ("optgroup", "Süden", ["Norf"]),
    ]
    assert [o.get("value") for o in select.iter("option") if "selected" in o.attrib] == ["2"]


def test_a_note_has_no_control() -> None:
    root = call("field.html", "field", BY_NAME["hilfe"])
    assert [words(p) for p in root.iter("p")] == ["Hilfe: 0800 111 0 111.", "Kostenlos."]
    assert list(root.iter("input", "textarea", "select")) == []


def test_an_acknowledgement_is_one_box() -> None:
    ticked = msgspec.structs.replace(BY_NAME["einverstanden"], values=("OK",))
    for field, checked in ((BY_NAME["einverstanden"], False), (ticked, True)):
        (box,) = call("field.html", "field", field).iter("input")
        assert (box.get("type"), box.get("value"), "checked" in box.attrib) == (
            "checkbox",
            "OK",
            checked,
        )


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.kind)
def test_with_one_question_per_page_its_label_is_the_heading(field: Field) -> None:
    (heading,) = call("field.html", "field", field, heading=True).iter("h1")
    assert words(heading).startswith(" ".join(field.label.split()))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.kind)
def test_a_cell_is_a_named_control_without_visible_label(field: Field) -> None:
    root = call("field.html", "cell", field, label="Frage, Haus Nord")
    named = [e for e in root.iter() if e.get("aria-label") == "Frage, Haus Nord"]
    assert len(named) == (0 if field.kind == "note" else 1)
    controls = {e.get("name") for e in root.iter("input", "textarea", "select")}
    assert controls == (set() if field.kind == "note" else {field.name})
    if field.error:
        assert f"Fehler: {field.error}" in words(root)


def test_the_error_summary_links_every_error_to_its_control() -> None:
    root = call("error_summary.html", "error_summary", FIELDS)
    assert words(root.find(".//h2")) == "Bitte prüfen Sie 2 Angaben"
    assert [(a.get("href"), words(a)) for a in root.iter("a")] == [
        ("#plaetze", BY_NAME["plaetze"].error),
        ("#gruppen", BY_NAME["gruppen"].error),
    ]


def test_without_errors_there_is_no_summary() -> None:
    assert words(call("error_summary.html", "error_summary", (BY_NAME["seit"],))) == ""


@pytest.mark.parametrize(
    ("language", "title"),
    [("de", "Bitte prüfen Sie eine Angabe"), ("pl", "Sprawdź jedną odpowiedź")],
)
def test_one_error_is_said_in_the_singular(language: str, title: str) -> None:
    problems = [("", "Die Sitzung ist abgelaufen.")]
    root = call("error_summary.html", "error_summary_list", problems, language=language)
    assert words(root.find(".//h2")) == title
    assert [words(item) for item in root.iter("li")] == ["Die Sitzung ist abgelaufen."]


def test_flashes_are_announced() -> None:
    messages = (Flash(kind="success", text="Gespeichert."), Flash(kind="danger", text="Nein."))
    root = call("alert.html", "flashes", messages)
    assert [(a.get("role"), words(a)) for a in root.findall("div")] == [
        ("status", "Gespeichert."),
        ("alert", "Fehler: Nein."),
    ]


def test_a_task_says_its_state_in_words() -> None:
    tasks = [
        Task(label="Personal", url="/p", state="begun", hint="Haus Nord"),
        Task(label="Räume", url="", state="delegated"),
        Task(label="Angebote", url="/a", state="done"),
        Task(label="Ausblick", url="/o", state="open"),
    ]
    root = call("task_list.html", "task_list", "Abschnitte", tasks)
    assert [(words(item), [a.get("href") for a in item.iter("a")]) for item in root.iter("li")] == [
        ("Personal Haus Nord begonnen", ["/p"]),
        ("Räume weitergegeben", []),
        ("Angebote fertig", ["/a"]),
        ("Ausblick offen", ["/o"]),
    ]


def test_a_table_scrolls_in_a_named_region_and_says_what_is_missing() -> None:
    rows = [["Wohnen", 12, None], ["<Pflege>", 8, 5]]
    root = call("table.html", "table", "Themen", "t", ["Thema", "Furth", "Norf"], rows, (1, 2))
    (region,) = root.findall("div")
    assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    assert words(root.get_element_by_id(region.get("aria-labelledby"))) == "Themen"
    assert [[words(cell) for cell in row] for row in root.iter("tr")] == [
        ["Thema", "Furth", "Norf"],
        ["Wohnen", "12", "–keine Angabe"],
        ["<Pflege>", "8", "5"],
    ]
    assert [cell.get("class") for cell in root.find(".//tr")] == [None, "number", "number"]


def test_the_source_line_says_n_source_wave_and_date() -> None:
    root = call("table.html", "source_line", 1386, "Träger", "Welle 2026", date(2026, 9, 1))
    assert words(root) == "n = 1.386 · Quelle: Träger · Welle 2026 · Stand: 01.09.2026"


@pytest.mark.parametrize(
    ("page", "pages", "links"),
    [
        (1, 1, []),
        (1, 3, ["/x?q=a&seite=2"]),
        (2, 3, ["/x?q=a&seite=1", "/x?q=a&seite=3"]),
        (3, 3, ["/x?q=a&seite=2"]),
    ],
)
def test_pagination_keeps_the_query(page: int, pages: int, links: list[str]) -> None:
    root = call("pagination.html", "pagination", page, pages, "/x?q=a")
    assert [a.get("href") for a in root.iter("a")] == links


def test_progress_is_said_in_words_too() -> None:
    step = call("progress.html", "step_progress", 2, 6, language="en")
    work = call("progress.html", "work_progress", "Kodierung läuft", 3400, 12000, "noch 2 Minuten")
    assert words(step) == "Question 2 of 6"
    assert words(work) == "Kodierung läuft: 3.400 von 12.000 noch 2 Minuten"
    (bar,) = work.iter("progress")
    assert (bar.get("value"), bar.get("max")) == ("3400", "12000")


def test_a_button_shows_its_key() -> None:
    (button,) = call("buttons.html", "button", "Annehmen", key="a", name="b", value="c")
    assert words(button) == "Annehmen a"
    assert {
        k: button.get(k) for k in ("type", "data-key", "aria-keyshortcuts", "name", "value")
    } == {
        "type": "submit",
        "data-key": "a",
        "aria-keyshortcuts": "a",
        "name": "b",
        "value": "c",
    }


def test_an_upload_explains_itself() -> None:
    root = call("upload.html", "upload", "f", "Datei", hint="Höchstens 10 MB.", error="Zu groß.")
    control = root.get_element_by_id("f")
    assert described(root, control) == ["Höchstens 10 MB.", "Fehler: Zu groß."]


def test_every_language_is_written_in_its_own_script_and_direction() -> None:
    links = language_links(("de", "ar"), current="de", url="/b")
    root = call("language.html", "language_chooser", links)
    assert [
        (a.get("lang"), a.get("dir"), a.get("aria-current"), words(a)) for a in root.iter("a")
    ] == [("de", "ltr", "true", "Deutsch"), ("ar", "rtl", None, "العربية")]
    assert isinstance(links[0], LanguageLink)
