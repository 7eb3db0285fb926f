"""Personal data of digits and signs: e-mail, IBAN, birth date, file number, phone number."""

import re
from collections.abc import Iterator

Found = tuple[int, int, str]

SAID = ("@", "(at)", "[at]", "(ät)", "[ät]", " at ", " ät ", "klammeraffe")
EMAIL_SAID = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,60}\s(?:at|ät|klammeraffe)\s[\w-]{2,60}"
    r"(?:(?:(?:\s(?:punkt|dot)\s|\.)[\w-]{2,60}){0,3}\s(?:punkt|dot)\s[a-z]{2,8}"
    r"|\.(?:de|com|net|org|eu|info|example))\b",
    re.IGNORECASE,
)
EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,80}(?:@|\s?[\[(](?:at|ät)[\])]\s?)"
    r"[\w-]{1,60}(?:(?:\.|\s?[\[(](?:dot|punkt)[\])]\s?)[\w-]{1,60}){1,6}",
    re.IGNORECASE,
)
IBAN = re.compile(r"\b[A-Za-z]{2}\s?\d{2}(?:[ .-]?[A-Za-z0-9]){11,30}\b")
IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FR": 27,
    "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IT": 27, "LU": 20, "NL": 18, "PL": 28, "PT": 25,
    "RO": 24, "SE": 24, "SK": 24, "TR": 26, "UA": 29, "LT": 20, "LV": 21, "EE": 20, "IE": 22,
}  # fmt: skip
MONTHS = (
    "jan|feb|mär|mrz|maerz|apr|mai|jun|jul|aug|sep|okt|oct|nov|dez|dec|may|mar|"
    "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|"
    "січ|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листоп|груд|"
    "янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек|"
    "sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}\.?\s(?:{MONTHS})[^\W\d_]*\.?\s\d{{4}})\b",
    re.IGNORECASE,
)
BORN = re.compile(
    r"geb\.|geboren|geburt|gebdat|jahrgang|\bborn\b|date of birth|doğum|народ|рожд|родил|"
    r"urodz|\bur\.|مواليد|ميلاد|ولد|\*\s?$",
    re.IGNORECASE,
)
FILE_LABEL = re.compile(
    r"""(?:\b(?:Az|Aktz|Aktenz|Gz|GeschZ)\b|\bG\.-?\s?Z\.|\bAktenzeichen|\bAktennummer|\bAkten-?nr\b|\bVorgangs?(?:-?(?:nummer|nr))?\b
    |\bGeschäfts(?:zeichen|nummer)|\b(?:unser|ihr|mein)e?\sZeichen|\bBG[\s-]*(?:Nummer|Nr)\b|\bBedarfsgemeinschaft(?:snummer)?
    |\b(?:Kunden|Fall|Versicherten|Versicherungs|Krankenversicherungs|Steuer|Mitglieds|Antrags|Ausweis|Pass|Patienten|Vertrags|Rechnungs
    |Bescheid|Personal|Kindergeld|AZR)-?(?:nummer|nr)\b|\bKd\.?-?\s?(?:nummer|nr)\b|\bKassenzeichen|\bBuchungszeichen
    |\bBescheid\s(?:Nr|vom\s\S+\sNr)|\bcase\s(?:number|no)\b|\bfile\s(?:number|no)\b|\bdosya\s(?:no|numara)\w*|номер\s(?:справи|дела)
    |\bsygnatur\w*|\bnr\s(?:sprawy|akt)\b|رقم\s(?:الملف|القضية))
    \s*(?:[.:#]|Nr\.?|Nummer|lautet|ist|no\.?)*\s*""",
    re.IGNORECASE | re.VERBOSE,
)
# Without one of these there is no label: a look for plain text is far cheaper.
FILE_SIGNS = (
    "az.", "az:", "az ", "aktz", "aktenz", "aktenn", "akten-n", "gz", "g.z", "g.-z", "gesch",
    "zeichen", "vorgang", "bg", "bedarfsgem", "nummer", "nr", "case", "file", "dosya", "kd",
    "номер", "sygn", "رقم",
)  # fmt: skip
FOUR_DIGITS = re.compile(r"\d(?:[^\d\n]{0,8}\d){3}")
# "51-UV-30912", "12 F 345/21", "III-7 U 44/19", "501 000 218764": letters count with the number
# that follows them, single small numbers do not belong to it ("Az. 51-30912 2 Kinder").
FILE_NUMBER = re.compile(
    r"[\w(][\w./()-]*(?:\s?/\s?\d[\w./-]*|\s[A-Za-z]{1,4}\s\d[\d./-]*|\s(?=\d{3})[\d./-]+)*"
)
FILE_SHAPES = re.compile(
    r"\b(?:\d{5}//\d{7}|\d{5}BG\d{7}|\d{3}[A-Z]\d{6}|\d{2,4}-[A-Z]{1,3}-\d{3,}(?:[/-]\d+)*"
    r"|\d{1,3}\.\d{1,3}-\d{3,}/\d{2,4}|\d{3}-\d{3}-\d{5,}-\d{2}(?:/\d)?"
    r"|(?:[SLBKIVX]+[ -])?\d+ [A-Z]{1,3} \d+/\d{2})\b"
)
PHONE = re.compile(r"(?<![\w/.,-])(?<!\d )(?:\(?\+|00|\(?0)\d?[\d ()/.-]{5,20}\d(?![\w])")
DIGIT = "(?:null|eins|ein|zwei|zwo|drei|vier|fünf|fuenf|sechs|sieben|acht|neun)"
PHONE_SAID = re.compile(rf"\bnull(?:[\s,/-]{{1,3}}{DIGIT}){{6,14}}\b", re.IGNORECASE)
PHONE_LABEL = re.compile(
    r"(?:\bTel(?:efon)?|\bRuf(?:nummer)?|\bMobil|\bHandy(?:nummer)?|\bFax|\bDurchwahl)"
    r"(?:nr|nummer)?[.:\s]*(\d[\d /-]{4,14}\d)",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Found]:
    lower = text.lower()
    if not any(sign in lower for sign in SAID):
        return
    for pattern in (EMAIL, EMAIL_SAID):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "email"


def ibans(text: str) -> Iterator[Found]:
    """Account numbers with a right check sum, or a mistyped one that is called IBAN."""
    for match in IBAN.finditer(text):
        length = IBAN_LENGTHS.get(match.group()[:2].upper())
        if length is None:
            continue
        end = _end_of(match.group(), length)
        if end is None:
            continue
        called = "iban" in text[max(0, match.start() - 12) : match.start()].lower()
        if called or valid_iban(match.group()[:end]):
            yield match.start(), match.start() + end, "iban"


def _end_of(candidate: str, length: int) -> int | None:
    """Where the first `length` letters and digits end; none if there are fewer."""
    count = 0
    for position, character in enumerate(candidate, start=1):
        count += character.isalnum()
        if count == length:
            return position
    return None


def valid_iban(candidate: str) -> bool:
    """ISO 13616 check sum (mod 97)."""
    signs = "".join(filter(str.isalnum, candidate)).upper()
    moved = signs[4:] + signs[:4]
    return moved.isascii() and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def birthdates(text: str) -> Iterator[Found]:
    """Dates that are called a birth date near by."""
    for match in DATE.finditer(text):
        before = text[max(0, match.start() - 28) : match.start()]
        after = text[match.end() : match.end() + 16]
        if re.search(
            r"\b(?:ab|nach|vor|bis|seit|zwischen|until|after|before)(?:\sdem)?\s$", before
        ):
            continue
        sentence = re.split(r"[!?;]|\.\s(?=[A-ZÄÖÜ])", before)[-1]
        if BORN.search(sentence) or re.match(
            r"\s*(?:geb\.|geboren|born|народ|рожд|родил)", after, re.IGNORECASE
        ):
            yield match.start(), match.end(), "birthdate"


def _is_date(candidate: str) -> bool:
    """ "03-09-2024" is a date, "50-33-8812" is none."""
    if not DATE.fullmatch(candidate):
        return False
    numbers = re.findall(r"\d+", candidate)
    day, month = (numbers[2], numbers[1]) if len(numbers[0]) == 4 else (numbers[0], numbers[1])
    return len(numbers) < 3 or (int(day) <= 31 and int(month) <= 12)


def file_numbers(text: str) -> Iterator[Found]:
    if not FOUR_DIGITS.search(text):
        return
    lower = text.lower()
    if any(sign in lower for sign in FILE_SIGNS):
        yield from _labelled(text)
    for match in FILE_SHAPES.finditer(text):
        yield match.start(), match.end(), "case_number"


def _labelled(text: str) -> Iterator[Found]:
    for label in FILE_LABEL.finditer(text):
        match = FILE_NUMBER.match(text, label.end())
        if match:
            number = match.group().rstrip("./()-")
            if sum(sign.isdigit() for sign in number) >= 4 and not _is_date(number):
                yield match.start(), match.start() + len(number), "case_number"


def phones(text: str) -> Iterator[Found]:
    for match in PHONE.finditer(text):
        number = match.group()
        digits = sum(sign.isdigit() for sign in number)
        if 7 <= digits <= 15 and not DATE.fullmatch(number) and number.count(".") <= 4:
            yield match.start(), match.end(), "phone"
    if "null" in text.lower():
        for match in PHONE_SAID.finditer(text):
            yield match.start(), match.end(), "phone"
    for match in PHONE_LABEL.finditer(text):
        yield match.start(1), match.end(1), "phone"
