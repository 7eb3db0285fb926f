"""Templates to text: escaping, languages, German numbers and dates, complete catalogues."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import UndefinedError

from survey_service.web import assets
from survey_service.web.chrome import Chrome, LanguageLink, Link, direction, language_links
from survey_service.web.rendering import CATALOGUES, LOCALES, environment, render

PACKAGE = LOCALES.parent
METHODS = [("web/**.py", "python"), ("templates/**.html", "jinja2")]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def shown(source: str, *, language: str = "de", **variables: object) -> str:
    return environment(language).from_string(source).render(**variables)


def extracted() -> Iterator[tuple[str, ...]]:
    """Every text of a respondent's page: (singular,) or (singular, plural)."""
    for _, _, message, _, _ in extract_from_dir(PACKAGE, method_map=METHODS):
        yield message if isinstance(message, tuple) else (message,)


def test_a_variable_that_was_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="chrome"):
        render("layouts/minimal.html", {})


def test_a_language_without_catalogue_is_an_error() -> None:
    with pytest.raises(KeyError, match="fr"):
        render("layouts/minimal.html", {}, language="fr")


def test_a_static_file_that_was_not_built_is_named() -> None:
    with pytest.raises(assets.AssetsMissing, match=r"„missing\.css“"):
        assets.static_url("missing.css")


def test_missing_assets_are_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    assets.hashes.cache_clear()
    try:
        with pytest.raises(assets.AssetsMissing, match=r"python hatch_build\.py"):
            assets.static_url("respondent.css")
    finally:
        assets.hashes.cache_clear()


def test_a_static_url_carries_the_contents_hash() -> None:
    assert re.fullmatch(
        r"/static/respondent\.css\?v=[0-9a-f]{12}", shown("{{ static(f) }}", f="respondent.css")
    )


def test_text_is_escaped() -> None:
    page = {"chrome": Chrome(municipality="<script>alert(1)</script>", title="a & b")}
    text = render("layouts/minimal.html", page)
    assert "<script>" not in text
    assert "<title>a &amp; b – &lt;script&gt;alert(1)&lt;/script&gt;</title>" in text


def test_structs_and_mappings_give_the_same_page() -> None:
    class Page(msgspec.Struct, frozen=True, kw_only=True):
        chrome: Chrome

    chrome = Chrome(municipality="Neuss", title="Impressum")
    as_struct = render("layouts/minimal.html", Page(chrome=chrome))
    assert as_struct == render("layouts/minimal.html", {"chrome": chrome})
    assert '<html lang="de" dir="ltr">' in as_struct


@pytest.mark.parametrize(
    ("source", "value", "german", "english"),
    [
        ("{{ v|number }}", 12000, "12.000", "12,000"),
        ("{{ v|number }}", 1234.5, "1.234,5", "1,234.5"),
        ("{{ v|decimal }}", 3.14159, "3,1", "3.1"),
        ("{{ v|decimal(2) }}", 3, "3,00", "3.00"),
        ("{{ v|percent }}", 0.1249, "12\xa0%", "12\xa0%"),
        ("{{ v|percent(1) }}", 0.1249, "12,5\xa0%", "12.5\xa0%"),
        ("{{ v|date }}", date(2026, 9, 1), "01.09.2026", "Sep 1, 2026"),
        # Summer time: two hours after UTC, already the next day in Neuss.
        ("{{ v|date }}", datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "02.07.2026", "Jul 2, 2026"),
        ("{{ v|time }}", datetime(2026, 7, 1, 12, 32, tzinfo=UTC), "14:32", "2:32\u202fPM"),
        (
            "{{ v|datetime }}",
            datetime(2026, 1, 1, 12, 32, tzinfo=UTC),
            "01.01.2026, 13:32",
            "Jan 1, 2026, 1:32\u202fPM",
        ),
    ],
)
def test_numbers_and_dates_follow_the_language(
    source: str, value: object, german: str, english: str
) -> None:
    assert (shown(source, v=value), shown(source, v=value, language="en")) == (german, english)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        shown("{{ v|datetime }}", v=datetime(2026, 1, 1, 12, 32))  # noqa: DTZ001


def test_paragraphs_keep_breaks_and_escape() -> None:
    assert shown("{{ v|paragraphs }}", v="a <b>\nc\r\n\r\nd\n\n\n") == (
        "<p>a &lt;b&gt;<br>c</p><p>d</p>"
    )


def test_arabic_reads_from_right_to_left() -> None:
    chrome = Chrome(municipality="Neuss", title="x", language="ar", direction=direction("ar"))
    text = render("layouts/respondent.html", {"chrome": chrome}, language="ar")
    assert '<html lang="ar" dir="rtl">' in text
    assert "الانتقال إلى المحتوى" in text


def test_legal_links_speak_the_pages_language() -> None:
    links = (Link(label="Impressum", url="/impressum"), Link(label="Eigenes", url="/eigenes"))
    chrome = Chrome(municipality="Neuss", title="x", language="en", legal_links=links)
    text = render("layouts/minimal.html", {"chrome": chrome}, language="en")
    assert re.findall(r'<a href="(/\w+)"[^>]*>(.*?)</a>', text)[-2:] == [
        ("/impressum", "Legal notice"),
        ("/eigenes", "Eigenes"),
    ]


def test_the_chooser_links_every_language_in_its_own_name() -> None:
    assert language_links(("de", "ar"), current="ar", url="/b?x=1") == (
        LanguageLink(tag="de", label="Deutsch", url="/b?x=1&sprache=de"),
        LanguageLink(
            tag="ar", label="العربية", url="/b?x=1&sprache=ar", direction="rtl", current=True
        ),
    )


def test_the_extraction_sees_templates() -> None:
    assert {
        ("Zum Inhalt springen",),
        ("Bitte prüfen Sie eine Angabe", "Bitte prüfen Sie %(num)s Angaben"),
    } <= set(extracted())


@pytest.mark.parametrize("folder", [folder for folder in CATALOGUES.values() if folder])
def test_every_text_is_translated_and_keeps_its_placeholders(folder: str) -> None:
    with (LOCALES / folder / "LC_MESSAGES" / "messages.po").open("rb") as stream:
        catalogue = read_po(stream)
    missing, broken = [], []
    for message in sorted(set(extracted())):
        entry = catalogue.get(message[0])
        forms = [] if entry is None else [entry.string] if len(message) == 1 else entry.string
        if not forms or not all(forms):
            missing.append(message)
            continue
        allowed = set(PLACEHOLDER.findall(message[-1]))
        needed = allowed if len(message) == 1 else set()
        for form in forms:
            found = set(PLACEHOLDER.findall(form))
            if not needed <= found <= allowed:
                broken.append((message, form))
    assert (missing, broken) == ([], [])
