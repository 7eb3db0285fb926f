"""The Antwortband: every free text under its question, names by permission, marked intern."""

import datetime as dt
import io
from pathlib import Path

import msgspec
from openpyxl import load_workbook

from exports import responses_volume
from exports.responses_volume import FreeText, NothingNew, ResponsesVolume, marked

DAY = dt.date(2026, 3, 1)
TEXT = FreeText(
    section="Bedarf",
    code="B1",
    question="Was fehlt im Gebiet?",
    text="=Frau Muster fehlt ein Platz.",
    area="Innenstadt",
    source="Träger",
    speaker="Caritas",
    permission="with_name",
    facility="Kita Sonne",
    personal_data=((1, 12, "person"),),
)


def other(**changes: object) -> FreeText:
    return msgspec.structs.replace(TEXT, personal_data=(), **changes)


def volume(*texts: FreeText, nothing_new: tuple[NothingNew, ...] = ()) -> ResponsesVolume:
    return ResponsesVolume(
        municipality="Neuss",
        title="Trägerabfrage 2026",
        date=DAY,
        returned=42,
        texts=iter(texts),
        nothing_new=nothing_new,
    )


def sheets(workbook: bytes) -> dict[str, list[list[object]]]:
    book = load_workbook(io.BytesIO(workbook))
    return {
        sheet.title: [
            [cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


def test_every_text_stands_under_its_question() -> None:
    found = sheets(
        responses_volume.workbook(
            volume(
                TEXT,
                other(text="Räume.", permission="without_name", taken_over=True),
                other(code="B2", question="Was läuft gut?", text="Alles.", permission="none"),
                other(
                    section="Ausblick",
                    code="C1",
                    question="Und künftig?",
                    text="Oturacak yer yok.",
                    source="Bewohnerinnen und Bewohner",
                    speaker="",
                    permission="without_name",
                    facility="",
                    language="tr",
                    translation="Es gibt keine Sitzplätze.",
                ),
            )
        )
    )

    header = [column.name for column in responses_volume.COLUMNS]
    assert list(found) == ["Hinweise", "Bedarf", "Ausblick"]
    assert found["Bedarf"][0] == ["INTERN – NICHT WEITERGEBEN"]
    assert found["Bedarf"][2] == ["n = 42 Rückläufe · Trägerabfrage 2026 · Stand 01.03.2026"]
    assert found["Bedarf"][5:] == [
        header,
        ["Was fehlt im Gebiet? (B1)"],
        [
            "=⟦Frau Muster⟧ fehlt ein Platz.",
            "Innenstadt",
            "Träger",
            "Caritas",
            "Kita Sonne",
            "mit Namen zitierbar",
            "Name",
            "de",
        ],
        [
            "Räume.",
            "Innenstadt",
            "Träger",
            "ohne Namensnennung",
            "ohne Namen zitierbar",
            "unverändert",
            "de",
        ],
        ["Was läuft gut? (B2)"],
        ["Alles.", "Innenstadt", "Träger", "ohne Namensnennung", "nicht zitieren", "de"],
    ]
    assert found["Ausblick"][7] == [
        "Oturacak yer yok.",
        "Innenstadt",
        "Bewohnerinnen und Bewohner",
        "ohne Namen zitierbar",
        "tr",
        "Es gibt keine Sitzplätze.",
    ]


def test_nothing_new_stands_on_a_sheet_of_its_own_by_name_only_with_permission() -> None:
    said = NothingNew(
        section="Umfeld", speaker="Caritas", permission="with_name", facility="Kita Sonne"
    )
    silent = msgspec.structs.replace(said, section="Lage", permission="without_name")

    found = sheets(responses_volume.workbook(volume(other(), nothing_new=(said, silent))))

    assert list(found) == ["Hinweise", "Bedarf", "Nichts Neues gemeldet"]
    assert found["Nichts Neues gemeldet"][5:] == [
        ["Abschnitt", "Wer", "Einrichtung"],
        ["Lage", "ohne Namensnennung"],
        ["Umfeld", "Caritas", "Kita Sonne"],
    ]


def test_the_workbook_explains_itself() -> None:
    found = sheets(responses_volume.workbook(volume(TEXT)))

    explained = {row[0]: row[1] for row in found["Hinweise"] if len(row) > 1}
    assert list(explained) == ["Spalte oder Blatt", *(name for name, _ in responses_volume.NOTES)]
    assert str(explained["Übernommen"]).startswith("„unverändert“: Der Träger hat diese Antwort")
    assert "zählt in keiner Tabelle" in str(explained["Nichts Neues gemeldet"])


def test_without_texts_it_says_so(tmp_path: Path) -> None:
    with (tmp_path / "band.xlsx").open("wb") as file:
        responses_volume.write(file, volume())

    found = sheets((tmp_path / "band.xlsx").read_bytes())

    assert list(found) == ["Hinweise", "Freitexte"]
    assert found["Freitexte"][-1] == ["Es liegen noch keine Freitexte vor."]


def test_every_sheet_is_marked_also_on_paper() -> None:
    book = load_workbook(io.BytesIO(responses_volume.workbook(volume(TEXT))))

    assert [sheet.oddHeader.center.text for sheet in book.worksheets] == [
        "INTERN – NICHT WEITERGEBEN"
    ] * 2


def test_overlapping_personal_data_is_marked_once() -> None:
    spans = ((6, 10, "person"), (0, 4, "person"), (2, 5, "phone"), (10, 11, "email"))

    assert marked("abcdefghijkl", spans) == "⟦abcde⟧f⟦ghijk⟧l"
    assert marked("abc", ()) == "abc"
