"""The demo's register: 8 associations, 60 organisations, 180 facilities, all invented."""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

import msgspec

from analysis.labelled import LabelledStatement, parts
from questionnaires.areas import AreaTree
from questionnaires.readers.register import (
    AssociationRow,
    FacilityRow,
    OrganisationRow,
    RegisterReading,
)
from survey_service.demo.dice import dice

ORGANISATIONS, FACILITIES = 60, 180
ASSOCIATIONS = (
    "Beispielverband Ahorn",
    "Beispielverband Birke",
    "Beispielverband Eiche",
    "Beispielverband Linde",
    "Musterverband Morgenrot",
    "Musterverband Nordstern",
    "Musterverband Südwind",
    "Beispielbund freier Träger",
)
FORMS = ("Beispielverein {} e. V.", "Musterhilfe {} gGmbH", "Beispielstiftung {}")
WORDS = (
    "Apfelbaum",
    "Brückenbogen",
    "Drachenflug",
    "Federball",
    "Gartenzaun",
    "Herbstlaub",
    "Kieselstein",
    "Laternenlicht",
    "Mohnblume",
    "Papierboot",
    "Regenschirm",
    "Rückenwind",
    "Sonnenuhr",
    "Sternwarte",
    "Tintenfass",
    "Uhrwerk",
    "Vogelnest",
    "Wegweiser",
    "Windmühle",
    "Wolkenschiff",
)
FIRST_NAMES = (
    "Alex",
    "Chris",
    "Dominique",
    "Eike",
    "Kim",
    "Luca",
    "Mika",
    "Robin",
    "Sascha",
    "Toni",
)
SURNAMES = ("Beispiel", "Muster", "Probe")
STREETS = ("Beispielstraße", "Musterweg", "Probegasse", "Beispielallee", "Musterplatz")
# How many organisations have how many facilities: together 60 and 180.
SIZES = {1: 10, 2: 14, 3: 16, 4: 10, 5: 6, 6: 4}


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of facility. ``codes``: themes (or their beginnings) such a place writes about."""

    name: str
    target_groups: tuple[str, ...]
    codes: tuple[str, ...]


SERVICES = (
    Service(
        name="Wohnungslosenhilfe",
        target_groups=("wohnungslose Menschen",),
        codes=("wohnen.wohnungslosigkeit",),
    ),
    Service(
        name="Wohnberatung",
        target_groups=("ältere Menschen", "Menschen mit Behinderung"),
        codes=("wohnen",),
    ),
    Service(
        name="Schuldnerberatung",
        target_groups=("Menschen mit wenig Geld",),
        codes=("existenz.schulden", "existenz.energiekosten"),
    ),
    Service(
        name="Lebensmittelausgabe", target_groups=("Menschen mit wenig Geld",), codes=("existenz",)
    ),
    Service(name="Arbeitslosenzentrum", target_groups=("arbeitslose Menschen",), codes=("arbeit",)),
    Service(
        name="Kita",
        target_groups=("Kinder bis 13 Jahre", "Familien"),
        codes=("bildung.kita", "familie.vereinbarkeit"),
    ),
    Service(
        name="Ganztag", target_groups=("Kinder bis 13 Jahre", "Familien"), codes=("bildung.schule",)
    ),
    Service(
        name="Sprachkurse",
        target_groups=("zugewanderte Menschen",),
        codes=("bildung.sprache", "integration.sprachmittlung"),
    ),
    Service(
        name="Familienberatung", target_groups=("Familien",), codes=("familie.unterstuetzung",)
    ),
    Service(
        name="Beratung für Alleinerziehende",
        target_groups=("Alleinerziehende",),
        codes=("familie.alleinerziehend",),
    ),
    Service(
        name="Jugendtreff",
        target_groups=("Jugendliche und junge Erwachsene",),
        codes=("familie.jugendarbeit", "teilhabe.kultur_sport"),
    ),
    Service(
        name="Suchtberatung",
        target_groups=("Menschen mit Suchterkrankung",),
        codes=("gesundheit.sucht",),
    ),
    Service(
        name="Sozialpsychiatrische Beratung",
        target_groups=("Menschen mit psychischer Erkrankung",),
        codes=("gesundheit.psyche",),
    ),
    Service(
        name="Gesundheitstreff",
        target_groups=("Familien", "ältere Menschen"),
        codes=("gesundheit",),
    ),
    Service(
        name="Tagespflege",
        target_groups=("ältere Menschen", "pflegende Angehörige"),
        codes=("alter.pflege", "alter.angehoerige"),
    ),
    Service(name="Seniorentreff", target_groups=("ältere Menschen",), codes=("alter",)),
    Service(
        name="Migrationsberatung",
        target_groups=("geflüchtete Menschen", "zugewanderte Menschen"),
        codes=("integration",),
    ),
    Service(
        name="Assistenzdienst", target_groups=("Menschen mit Behinderung",), codes=("inklusion",)
    ),
    Service(
        name="Frauenberatung",
        target_groups=("von Gewalt betroffene Menschen",),
        codes=("sicherheit.gewalt",),
    ),
    Service(name="Ehrenamtsbüro", target_groups=("alle",), codes=("teilhabe.ehrenamt",)),
    Service(name="Sozialberatung", target_groups=("alle",), codes=("zugang", "struktur")),
    Service(
        name="Stadtteiltreff",
        target_groups=("alle",),
        codes=("teilhabe", "mobilitaet", "sicherheit"),
    ),
)


def service_for(statement: LabelledStatement) -> Service:
    """The kind of facility that could have written this; the first theme that fits decides."""
    for code in (code for part in parts(statement) for code in part.codes):
        exact = [one for one in SERVICES if code in one.codes]
        broad = [one for one in SERVICES if code.partition(".")[0] in one.codes]
        if exact or broad:
            return (exact or broad)[0]
    return SERVICES[-1]


def reading(tree: AreaTree, statements: Sequence[LabelledStatement]) -> RegisterReading:
    """As if read from a workbook. Places and kinds follow what the demo's texts are about."""
    random = dice("register")
    places = _places(tree, statements, random)
    organisations = tuple(_organisations(random))
    sizes = [size for size, number in SIZES.items() for _ in range(number)]
    random.shuffle(sizes)
    facilities: list[FacilityRow] = []
    for organisation, size in zip(organisations, sizes, strict=True):
        word = WORDS[(int(organisation.code[1:]) - 1) % len(WORDS)]
        facilities += [
            _facility(tree, organisation.code, word, number, places.pop(), random)
            for number in range(1, size + 1)
        ]
    return RegisterReading(
        associations=tuple(AssociationRow(row=0, name=name) for name in ASSOCIATIONS),
        organisations=organisations,
        facilities=tuple(facilities),
        problems=(),
        organisation_fields=("name", "association", "contact_name", "email", "active"),
        facility_fields=("name", "service_type", "address", "area", "target_groups", "active"),
    )


def _places(
    tree: AreaTree, statements: Sequence[LabelledStatement], random: Random
) -> list[tuple[str, Service]]:
    """Area and kind of each facility: one per provider text, the rest spread over all areas."""
    finest = [area.code for area in tree.areas if area.parent is not None]
    wanted = [
        (one.area, service_for(one))
        for one in statements
        if one.source == "provider" and one.area in finest
    ]
    number = Counter(area for area, _ in wanted)
    while len(wanted) < FACILITIES:
        least = min(finest, key=lambda code: (number[code], code))
        wanted.append((least, random.choice(SERVICES)))
        number[least] += 1
    random.shuffle(wanted)
    return wanted


def _organisations(random: Random) -> Iterator[OrganisationRow]:
    names = [form.format(word) for form in FORMS for word in WORDS]
    for number, name in enumerate(names, start=1):
        contact = f"{random.choice(FIRST_NAMES)} {random.choice(SURNAMES)}"
        belongs = random.random() < 0.9
        yield OrganisationRow(
            row=0,
            code=f"T{number:03}",
            name=name,
            association=random.choice(ASSOCIATIONS) if belongs else "",
            contact_name=contact,
            email=f"kontakt@traeger-{number:02}.example",
        )


def _facility(
    tree: AreaTree,
    organisation: str,
    word: str,
    number: int,
    place: tuple[str, Service],
    random: Random,
) -> FacilityRow:
    area, service = place
    return FacilityRow(
        row=0,
        organisation=organisation,
        code=f"E{number}",
        name=f"{service.name} {word} (Beispiel), {tree.by_code[area].name}",
        service_type=service.name,
        address=f"{random.choice(STREETS)} {random.randint(1, 99)}, Neuss (erfunden)",
        area=area,
        target_groups=service.target_groups,
    )
