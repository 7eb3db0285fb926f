"""What stands around every page: header, navigation, language, account, messages, legal links."""

from typing import Literal

import msgspec

Direction = Literal["ltr", "rtl"]
FlashKind = Literal["info", "success", "warning", "danger"]

RIGHT_TO_LEFT = frozenset({"ar"})

# Every language in its own name: who looks for it cannot read the current one.
LANGUAGE_NAMES: dict[str, str] = {
    "de": "Deutsch",
    "de-x-leicht": "Leichte Sprache",
    "en": "English",
    "tr": "Türkçe",
    "uk": "Українська",
    "ru": "Русский",
    "ar": "العربية",
    "pl": "Polski",
}


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a navigation; current marks the page being shown."""

    label: str
    url: str
    current: bool = False


class LanguageLink(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the language chooser, in its own name and direction."""

    tag: str
    label: str
    url: str
    direction: Direction = "ltr"
    current: bool = False


class Flash(msgspec.Struct, frozen=True, kw_only=True):
    """A message about what has just happened."""

    kind: FlashKind
    text: str


class Chrome(msgspec.Struct, frozen=True, kw_only=True):
    """Every page passes it as `chrome`. legal_links: Impressum, Datenschutz, Barrierefreiheit.

    behalf: the organisation for which the planner enters something, else "".
    """

    municipality: str
    title: str
    language: str = "de"
    direction: Direction = "ltr"
    languages: tuple[LanguageLink, ...] = ()
    navigation: tuple[Link, ...] = ()
    account_name: str = ""
    csrf_token: str = ""
    csrf_field: str = "_csrf"
    legal_links: tuple[Link, ...] = ()
    flash: tuple[Flash, ...] = ()
    demo: bool = False
    behalf: str = ""
    home_url: str = "/"
    sign_out_url: str = "/abmelden"


def direction(language: str) -> Direction:
    """Writing direction of a language tag."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def language_links(
    tags: tuple[str, ...], *, current: str, url: str, parameter: str = "sprache"
) -> tuple[LanguageLink, ...]:
    """The chooser for these languages: links to `url` with the tag as query parameter."""
    separator = "&" if "?" in url else "?"
    return tuple(
        LanguageLink(
            tag=tag,
            label=LANGUAGE_NAMES[tag],
            url=f"{url}{separator}{parameter}={tag}",
            direction=direction(tag),
            current=tag == current,
        )
        for tag in tags
    )
