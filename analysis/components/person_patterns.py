"""What names look like, and the words that announce one or are none."""

import re

CAPITAL = r"[A-ZÄÖÜÀ-ÖØ-ÞİŞĞÇŁŚŻŹĆĄĘÓŃČŠŽĐА-ЯЁІЇЄҐ]"
NAME = rf"(?:{CAPITAL}[^\W\d_]+(?:['’-]{CAPITAL}?[^\W\d_]+)*)"
PARTICLE = r"(?:(?:von|van|de|da|dos|del|den|der|zu|zur|al|el|bin|ter)\s)"
NAMES = rf"{NAME}(?:[ \t](?:{PARTICLE}{{0,2}}{NAME}|{CAPITAL}\.))*"
DEGREES = (
    r"(?:(?:Dr|Prof|Dipl|Ing|med|jur|phil|rer|nat|pol)\.[\s-]*|Doktor\s|Professorin\s|Professor\s)*"
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
FORMS = frozenset(
    """herr herrn frau hr fr fam familie eheleute ehepaar schwester pater pfarrer pfarrerin pastor
    pastorin bürgermeister bürgermeisterin mr mrs ms miss pan pani pana panią пан пані пана пану
    господин госпожа hanım bay bayan fräulein""".split()  # noqa: SIM905
)
DEGREE_FORMS = frozenset({"dr", "prof"})
TITLED = re.compile(
    rf"(?:(?:Herrn?\s(?:und|u\.|&)\sFrau|Frau\s(?:und|u\.|&)\sHerrn?)|\w+)\.?\s{DEGREES}(?P<name>(?:{CAPITAL}\.\s?)*{PARTICLE}{{0,2}}{NAMES}|{CAPITAL}\.)"
)
DOCTOR = re.compile(
    rf"(?:(?:Dr|Prof)\.\s?(?:(?:med|jur|phil|dent|rer|nat)\.\s)*)+(?P<name>{NAMES})"
)
LOWER_TITLED = re.compile(
    r"(?:herrn?|frau|familie|fam\.?)\s(?:dr\.?\s)?(?P<name>[a-zäöüßçğışéèł]{3,}(?:-[a-zäöüßçğışéèł]+)?)"
    r"(?:\s(?P<more>[a-zäöüßçğışéèł]{3,}(?:-[a-zäöüßçğışéèł]+)?))?(?![\w-])"
)
# Whoever is called so is called by name next: "unsere Nachbarin Grabowski".
ROLES = frozenset(
    """nachbar nachbarn nachbarin kollege kollegen kollegin sohn tochter bruder enkel enkelin
    freund freundin cousin cousine tante onkel oma opa betreuer betreuerin sachbearbeiter
    sachbearbeiterin hausmeister hausmeisterin vermieter vermieterin mieter mieterin lehrer
    lehrerin erzieher erzieherin trainer trainerin hausarzt hausärztin kinderarzt kinderärztin
    sozialarbeiter sozialarbeiterin pfleger pflegerin klient klientin schüler schülerin bewohner
    bewohnerin ehemann ehefrau mitbewohner mitbewohnerin zwillinge baby komşum oğlum kızım son
    daughter neighbour neighbor сын сыну дочь дочка син донька чоловік муж""".split()  # noqa: SIM905
)
ROLE_NAME = re.compile(rf"\w+\s(?P<name>{NAMES})")
LAST_INTRODUCED = (
    r"(?P<name>[^\W\d_]{2,}(?:['’-][^\W\d_]+)*(?:[ \t][^\W\d_]{2,}(?:['’-][^\W\d_]+)*)?)"
)
INTRODUCED = re.compile(
    r"(?:(?i:hei(?:ß|ss)e|name(?: ist|:| war)|heißt|genannt|name is|called"
    r"|adım|adi|ismim|isim|зовут|звати|nazywam się|imię))"
    rf"\s{LAST_INTRODUCED}"
)
INTRODUCERS = frozenset(
    """heiße heisse heißt name adım ismim зовут звати nazywam imię""".split()  # noqa: SIM905
)
BEFORE_INTRODUCTION = re.compile(
    r"(?i:ich|er|sie|es|kind|sohn|tochter|mein|ihr|sein|my|benim|меня|мене|mnie|mam na|und|,|^)\s*$"
)
ANNOUNCERS = frozenset(
    """gezeichnet gez protokoll protokollführung protokollführer protokollführerin kontakt
    ansprechpartner ansprechpartnerin ansprechperson verfasser verfasserin leitung moderation
    vorsitz unterschrift absender kontaktperson ich ben я""".split()  # noqa: SIM905
)
ANNOUNCED = re.compile(
    r"[^\W\d_]+(?:(?:\.|:|\sist:?|,|\sbin\s(?:der|die)|\sbin)?\s+)"
    rf"(?P<name>(?:{CAPITAL}\.\s)?{NAMES})"
)
GREETINGS = frozenset(
    """grüßen grüssen grüße grüsse gruß gruss lg vg mfg hochachtungsvoll regards saygılarımla
    повагою уважением pozdrawiam""".split()  # noqa: SIM905
)
SIGNED = re.compile(
    rf"[^\W\d_]+[ \t]*[,.!]?\s+(?:Ihre?\s|[Ee]uer\s|[Dd]eine?\s)?{DEGREES}"
    rf"(?P<name>(?:{CAPITAL}\.\s?)*{NAMES})(?=\s*(?:$|[\n,.(+\d]))"
)
ARABIC = re.compile(
    r"(?:اسمي|السيدة|السيد)\s(?P<name>[\u0621-\u064a]{2,}(?:\s(?:ال|عبد )[\u0621-\u064a]+)?)"
)
BEY = re.compile(rf"\b(?P<name>{NAME}\s(?:Hanım|Bey|Abla|Teyze|Amca|Hoca))(?:['’]|\b)")
BEY_FORMS = ("Hanım", "Bey", "Abla", "Teyze", "Amca", "Hoca")
# "die Kreuzers unter mir": a family by its surname in the plural.
FAMILY = re.compile(
    rf"\b(?P<name>{NAME}s)\s(?:(?:unter|über|neben) (?:mir|uns)|(?:von )?(?:nebenan|gegenüber))\b"
)
FAMILY_SIGNS = ("nebenan", "gegenüber", " mir", " uns")
NO_FAMILY = frozenset(
    """kids autos jungs omas opas teenies büros clubs cafés partys hunds bus haus
    platz""".split()  # noqa: SIM905
)
NOT_NAMES = frozenset(
    """stadt amt jobcenter beirat verein caritas diakonie awo drk team verwaltung polizei in aus
    und mit der die das dem den ein eine telefon tel handy mobil mail email straße lehrerin
    lehrer doktor doktorin ärztin arzt nachbar nachbarin kollege kollegin bürgermeister
    bürgermeisterin oberbürgermeister oberbürgermeisterin vorsitzende vorsitzender präsidentin
    präsident minister ministerin leiterin leiter beruf beratung bildung freizeit hilfe hilfen
    kind kinder tochter sohn mutter vater ich wir sie er es kita ogs asd jugendamt sozialamt
    ordnungsamt schule politik sachbearbeiter sachbearbeiterin wachtmeister professor
    professorin direktor direktorin kaiser gott herr frau kanzler kanzlerin hausmeister
    dezernent dezernentin ratsherr ratsfrau pfarrer ganz oder aber auch nicht sagt hat ist vom
    am im zum zur von für alle alles mann jemand niemand man wer was wo wie hier da dort bitte
    danke lieber liebe hallo geehrte quartier quartiersmanagement familienzentrum stadtteil lage
    hauses holle und gemeinde""".split()  # noqa: SIM905
)
SURNAME_ENDING = re.compile(
    r"\w{2}(?:ski|ska|cki|cka|czyk|wicz|czak|owa|oğlu|oglu|ić|vic|kov|kova|nov|nova|rov|rova|enko|chuk|czuk|yan|idis"
    r"|poulos|escu|sson|kurt|türk|demir|taş|soy|doğan|mann|meier|maier|schulte|huber|inger|kamp|beck|stein)$"
)
HOUSE_BEFORE = re.compile(
    r"(?:St\.|Sankt|Hotel|Haus|Kita|Schule|Kirche|Stift|Stiftung|Gruppe|Café|Cafe|Restaurant"
    r"|Gasthaus|Heim|Altenheim|Seniorenheim|Zentrum|Salon|Krankenhaus|Klinik|Kloster|Villa"
    r"|Gaststätte|Verein|Pfarrei|Gemeinde|Bürgerhaus|Firma|Bäckerei|Metzgerei|Wohngruppe"
    r"|Heilige[rn]?|Hl\.)\s[„\"»]?$"
)
HOUSE_AFTER = re.compile(
    r"(?:[\s-]?(?:Straße|Strasse|Str|Weg|Platz|Allee|Ring|Brücke|Damm|Ufer|Park)"
    r"|[\s-](?:\w*[Ss]chule|Haus|Stift|Kirche|\w*[Gg]ymnasium|Kita|Kindergarten|Stiftung|Viertel"
    r"|Heim|Zentrum|Siedlung|Kolleg|Hospital|Klinik|Verein|Gemeinde|Halle|Listen?|Preis))(?![a-zäöüß])"
)
HOUSE_ENDING = re.compile(
    r"(?:schule|haus|häuser|heim|zentrum|stift|stiftung|kirche|universität|gymnasium|kolleg|halle"
    r"|akademie|institut|klinik|krankenhaus|hospital|platz|straße|weg|allee|ring|brücke|park|bad"
    r"|verein|verband|gemeinde|siedlung|viertel|werk|bücherei|treff|club|projekt|gesellschaft|preis"
    r"|kita|garten|denkmal|museum|theater|bühne|saal|stadion|gruppe|initiative|fest|tag)$",
    re.IGNORECASE,
)
LOWER_SELF = re.compile(r"\w+\sbin\s(?:der\s|die\s)?(?P<name>[a-zäöüßçğışé]{3,})\b")
PAIR = re.compile(rf"(?<![\w-])(?P<first>{NAME}) (?P<last>{NAME})(?![\w-])")
OWN = re.compile(r"(?:mein|dein|sein|ihr|unser)e?\s$", re.IGNORECASE)
