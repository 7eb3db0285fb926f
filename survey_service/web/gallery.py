"""The design gallery: every component once, in every state, with invented content.

For looking at after a change of templates or style sheets, and for the accessibility tests.
"""

from datetime import date
from typing import Any

import msgspec

from questionnaires.items.field import Field, FieldChoice
from survey_service.web.chrome import Chrome, Flash, Link, direction, language_links
from survey_service.web.rendering import CATALOGUES, render


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the task list."""

    label: str
    url: str
    state: str
    hint: str = ""


def _choices(*labels: str, checked: int = -1) -> tuple[FieldChoice, ...]:
    return tuple(
        FieldChoice(value=f"v{number}", label=label, checked=number == checked)
        for number, label in enumerate(labels)
    )


AREAS = (
    FieldChoice(value="stadtweit", label="ganze Stadt"),
    FieldChoice(value="1", label="Furth-Süd", group="Furth"),
    FieldChoice(value="2", label="Furth-Mitte", group="Furth", checked=True),
    FieldChoice(value="3", label="Norf", group="Süden"),
)
FIELDS = (
    Field(
        name="traeger",
        kind="text",
        label="Name des Trägers",
        required=True,
        hint="Wie im Vereinsregister.",
    ),
    Field(
        name="bedarf",
        kind="long_text",
        label="Was fehlt im Stadtteil?",
        guidance="Bedarf: was Menschen brauchen und nicht bekommen.",
        required=False,
        values=("\nZeile 1\nZeile 2",),
        maximum_length=2000,
        previous="Es fehlen Plätze.\nSeit Jahren.",
    ),
    Field(
        name="plaetze",
        kind="integer",
        required=True,
        label="Wie viele Plätze?",
        values=("zwölf",),
        inputmode="numeric",
        error="„zwölf“ ist keine ganze Zahl. Bitte schreiben Sie Ziffern, zum Beispiel 12.",
    ),
    Field(name="stellen", kind="decimal", label="Stellen", inputmode="decimal", required=False),
    Field(name="seit", kind="date", label="Seit wann?", required=True),
    Field(
        name="wartezeit",
        kind="single",
        required=True,
        label="Wie lange warten Menschen?",
        choices=_choices("gar nicht", "bis 4 Wochen", "länger", checked=1),
        previous="gar nicht",
    ),
    Field(
        name="gruppen",
        kind="multiple",
        required=True,
        label="Welche Gruppen?",
        hint="Mehrere Antworten sind möglich.",
        choices=_choices("Kinder", "Familien"),
        error="Bitte wählen Sie mindestens eine Gruppe.",
    ),
    Field(
        name="nachfrage",
        kind="scale",
        required=True,
        label="Wie hat sich die Nachfrage verändert?",
        choices=_choices("stark gesunken", "gesunken", "gleich", "gestiegen", "stark gestiegen"),
    ),
    Field(
        name="gebiet", kind="area", label="Um welches Gebiet geht es?", required=True, choices=AREAS
    ),
    Field(name="hilfe", kind="note", label="Hilfe: 0800 111 0 111.\n\nKostenlos."),
    Field(
        name="einverstanden",
        kind="acknowledge",
        label="Ich habe die Hinweise gelesen.",
        required=True,
    ),
)


TOKEN = "0" * 16
LEGAL = (
    Link(label="Impressum", url="/impressum"),
    Link(label="Datenschutz", url="/datenschutz"),
    Link(label="Erklärung zur Barrierefreiheit", url="/barrierefreiheit"),
)


def chrome(title: str, language: str = "de", **more: Any) -> Chrome:
    """The frame of an invented page."""
    return Chrome(
        municipality="Stadt Neuss",
        title=title,
        language=language,
        direction=direction(language),
        languages=language_links(tuple(CATALOGUES), current=language, url="/b/1"),
        csrf_token=TOKEN,
        legal_links=LEGAL,
        **more,
    )


def respondents(language: str) -> str:
    """Every component of respondents' pages."""
    cells = tuple(
        msgspec.structs.replace(field, name=f"nord_{field.name}")
        for field in FIELDS
        if field.kind in ("integer", "single", "scale", "text")
    )
    page = {
        "chrome": chrome(
            "Bausteine", language, demo=True, flash=(Flash(kind="info", text="Neu."),)
        ),
        "fields": FIELDS,
        "cells": cells,
        "tasks": [Task(label="Personal", url="/p", state="begun", hint="Haus Nord")],
        "day": date(2026, 9, 1),
    }
    return render("gallery.html", page, language=language)


def desk() -> str:
    """Every component of the desk."""
    navigation = tuple(
        Link(label=label, url=f"/{label}", current=label == "Themen")
        for label in ("Übersicht", "Träger", "Gebiete", "Fragebögen", "Themen", "Konten")
    )
    filled = chrome("Arbeitsplatz", navigation=navigation, account_name="Petra Planerin")
    return render("gallery_desk.html", {"chrome": filled})
