"""Plausible invented answers to the closed questions, drawn the same way in every demo."""

from collections.abc import Mapping, Sequence
from random import Random

from questionnaires.questionnaire import AREA, STATEMENT, Item, Page

DONT_KNOW = frozenset({"weiss_nicht", "keine_angabe"})
# Not one of the steps of a scale, or not together with other choices.
ALONE = DONT_KNOW | {"keine", "nichts", "keine_raeume"}
UNANSWERED, UNSURE, NOTHING = 0.07, 0.05, 0.12

# Where the middle of the answers lies on the steps of a scale (0 = first choice): 2023, 2026.
LEAN: dict[str, tuple[float, float]] = {
    "angebot_umfang": (2.3, 2.0),
    "bedarf_wohnen": (3.1, 3.6),
    "bedarf_existenz": (2.9, 3.5),
    "bedarf_arbeit": (2.1, 2.5),
    "bedarf_bildung": (2.6, 3.0),
    "bedarf_familie": (2.7, 3.0),
    "bedarf_gesundheit": (2.8, 3.2),
    "bedarf_alter": (2.8, 3.3),
    "bedarf_integration": (2.9, 2.8),
    "bedarf_inklusion": (2.3, 2.6),
    "bedarf_teilhabe": (2.4, 2.7),
    "bedarf_sicherheit": (2.2, 2.6),
    "stellen_besetzen": (2.9, 3.4),
    "ehrenamt_veraenderung": (1.6, 1.8),
    "zusammenarbeit_stadt": (1.3, 1.1),
    "zusammenarbeit_traeger": (0.9, 0.9),
    "zusammenarbeit_gesundheit": (2.2, 2.1),
    "nachfrage_veraenderung": (2.9, 3.3),
    "auslastung": (2.6, 3.0),
    "wartezeit": (1.8, 2.3),
    "wartezeit_veraenderung": (2.5, 2.9),
    "absagen": (0.6, 0.9),
    "personal_reicht": (1.4, 1.9),
    "raeume_geeignet": (1.3, 1.4),
    "raeume_barrierefrei": (0.9, 0.8),
    "raeume_gesichert": (0.5, 0.8),
    "ausblick_angebot": (2.2, 1.9),
    "ausblick_finanzierung": (2.0, 2.6),
    "alltag_passung": (1.4, 1.4),
}
WIDTH = 0.9
# What is chosen more often than the rest, where several answers are possible.
OFTEN: dict[str, tuple[str, ...]] = {
    "angebot_eingestellt_gruende": ("finanzierung", "personal"),
    "zielgruppen_unerreicht": ("alleinerziehende", "pflegende_angehoerige", "einkommensarme"),
    "absagen_gruende": ("plaetze", "personal"),
    "zugang_hindernisse": ("antraege", "sprache", "information", "wartezeit"),
}
PERMISSION = {"mit_namen": 0.3, "ohne_namen": 0.55, "nicht": 0.15}


def page_fields(
    page: Page, dice: Random, *, recent: bool, given: Mapping[str, str]
) -> dict[str, Sequence[str]]:
    """A page's form. ``given``: texts and areas by item code; they stand as they are."""
    fields: dict[str, Sequence[str]] = {}
    for item in page.items:
        chosen = _chosen(item, dice, recent=recent)
        if item.code in given:
            chosen = [given[item.code]]
        if chosen:
            fields[item.code] = chosen
    return fields


def _chosen(item: Item, dice: Random, *, recent: bool) -> list[str]:
    """Values as a form sends them; none = not answered."""
    if item.role in {STATEMENT, AREA} or not item.choices:
        return []
    if item.code == "zitat_erlaubnis":
        return dice.choices(list(PERMISSION), list(PERMISSION.values()))
    if dice.random() < UNANSWERED:
        return []
    values = [choice.value for choice in item.choices]
    unsure = [value for value in values if value in DONT_KNOW]
    if unsure and dice.random() < UNSURE:
        return unsure[:1]
    if item.kind == "multiple":
        return _several(item.code, values, dice)
    return [_one(item.code, values, dice, recent=recent)]


def _several(code: str, values: Sequence[str], dice: Random) -> list[str]:
    nothing = [value for value in values if value in ALONE and value not in DONT_KNOW]
    if nothing and dice.random() < (0.6 if code == "angebot_eingestellt_gruende" else NOTHING):
        return nothing[:1]
    open_values = [value for value in values if value not in ALONE]
    weights = [4 if value in OFTEN.get(code, ()) else 1 for value in open_values]
    drawn = dice.choices(open_values, weights, k=dice.randint(1, 3))
    return [value for value in open_values if value in drawn]


def _one(code: str, values: Sequence[str], dice: Random, *, recent: bool) -> str:
    # "keine" is the first step where it means none at all (waiting time, refusals).
    alone = DONT_KNOW | {"keine_raeume"} | ({"keine"} if values[0] != "keine" else set())
    steps = [value for value in values if value not in alone]
    if code not in LEAN:
        return dice.choice(steps)
    step = round(dice.gauss(LEAN[code][int(recent)], WIDTH))
    return steps[min(max(step, 0), len(steps) - 1)]
