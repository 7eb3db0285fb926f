"""Numbers that stand for one person or household: tax id, pension number, number plate."""

import re
from collections import Counter
from collections.abc import Iterator

Found = tuple[int, int, str]

TAX = re.compile(r"(?<![\w/.+-])[1-9](?:[ ./-]?\d){10}(?![\w/-]|[.,]\d)")
TAX_LABEL = re.compile(
    r"steuer\S{0,3}\s?-?\s?(?:id|ident)|identifikationsn|\bid\.?-?nr|\bstid|\btin\b", re.IGNORECASE
)
TAX_DIGITS = 11
PENSION = re.compile(r"(?<![\w/.-])\d{2}(?:[ -]?\d){6}[ -]?[A-Za-z][ -]?\d{2}[ -]?\d(?![\w-])")
PENSION_LABEL = re.compile(
    r"rentenvers|sozialvers|versicherungsn|\b(?:rv|sv|vs)-?\s?n(?:r|ummer)", re.IGNORECASE
)
PENSION_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
LABEL_REACH = 60
# The districts of Germany's number plates.
DISTRICTS = frozenset(
    """A AA AB ABG ABI AC AE AH AIB AIC AK ALF ALZ AM AN ANA ANG ANK AO AP APD AR ARN ART AS ASL
    ASZ AT AU AUR AW AZ AZE B BA BAD BAR BB BBG BBL BC BCH BD BED BER BF BGD BGL BH BI BID BIN
    BIR BIT BIW BK BKS BL BLB BLK BM BN BNA BO BOH BOR BOT BRA BRB BRG BRK BRL BRV BS BT BTF BUL
    BÜD BÜR BÜS BÜZ BW BYL BZ BZA C CA CAS CB CE CHA CLP CLZ CO COC COE CR CUX CW D DA DAH DAN
    DAU DB DBR DD DE DEG DEL DGF DH DI DIL DIN DIZ DKB DL DLG DM DN DO DON DS DU DUD DÜW DW DZ E
    EA EB EBE EBN EBS ECK ED EE EF EG EH EI EIC EIL EIN EIS EL EM EMD EMS EN ER ERB ERH ERK ERZ
    ES ESB ESW EU EW F FB FD FDB FDS FEU FF FFB FG FH FI FKB FL FLÖ FN FO FOR FR FRG FRI FRW FS
    FT FTL FÜ FÜS FW FZ G GA GAN GAP GC GD GDB GE GEL GEM GEO GER GF GG GHA GHC GI GK GL GLA GM
    GMN GN GNT GÖ GOA GOH GP GR GRA GRH GRI GRM GRZ GS GT GTH GUB GUN GV GVM GW GZ H HA HAB HAL
    HAM HAS HB HBN HBS HC HCH HD HDH HDL HE HEB HEF HEI HEL HER HET HF HG HGN HGW HH HHM HI HIG
    HIP HK HL HM HMÜ HN HO HOG HOH HOL HOM HOR HOT HP HR HRO HS HSK HST HU HV HVL HWI HX HY HZ
    IGB IK IL ILL IN IS IZ J JE JL JÜL K KA KB KC KE KEH KEL KEM KF KG KH KI KIB KK KL KLE KLZ
    KM KN KO KÖN KÖT KÖZ KR KRU KS KT KU KÜN KUS KW KY KYF L LA LAN LAU LB LBS LBZ LC LD LDK LDS
    LEO LER LEV LF LG LH LI LIB LIF LIP LL LM LN LÖ LÖB LOS LP LR LRO LSA LSN LSZ LU LÜN LUP LWL
    M MA MAB MAI MAK MAL MB MC MD ME MED MEG MEI MEK MEL MER MET MG MGH MGN MH MHL MI MIL MK MKK
    ML MM MN MO MOD MOL MON MOS MQ MR MS MSE MSH MSP MST MTK MTL MÜ MÜB MÜR MW MY MYK MZ MZG N
    NAB NAI NAU NB ND NDH NE NEA NEB NEC NEN NES NEW NF NH NI NK NL NM NMB NMS NÖ NOH NOL NOM
    NOR NP NR NRW NT NU NVP NW NWM NY NZ OA OAL OB OBB OBG OC OCH OD OE OF OG OH OHA ÖHR OHV OHZ
    OK OL OP OPR OS OSL OVI OVL OVP P PA PAF PAN PAR PB PCH PE PEG PF PI PIR PL PLÖ PM PN PR PRÜ
    PS PW PZ QFT QLB R RA RC RD RDG RE REG REH REI RG RH RI RID RIE RL RM RN RO ROD ROF ROH ROK
    ROL ROS ROT ROW RPL RS RSL RT RU RÜD RÜG RV RW RZ S SAB SAD SAL SAN SAW SB SBG SBK SC SCZ
    SDH SDL SDT SE SEB SEE SEF SEL SFA SFB SFT SG SGH SHA SHG SHK SHL SI SIG SIM SK SL SLE SLF
    SLK SLN SLS SLÜ SLZ SM SMÜ SN SO SOB SOG SOK SÖM SON SP SPB SPN SR SRB SRO ST STA STB STD
    STE STL SU SUL SÜW SW SWA SY SZ SZB TBB TDO TE TET TF TG THL TIR TO TÖL TP TR TS TT TÜ TUT
    ÜB UE UEM UFF UH UL UM UN USI V VAI VB VEC VER VG VIB VIE VIT VK VOH VR VS W WA WAF WAK WAN
    WAR WAT WB WBS WD WDA WE WEL WEN WER WES WF WG WHV WI WIL WIS WIT WIZ WK WL WLG WM WMS WN
    WND WO WOB WOH WOL WOR WOS WR WRN WS WSF WSM WST WSW WT WTL WTM WÜ WUG WUN WUR WW WZ WZL X Y
    Z ZE ZEL ZI ZIG ZP ZR ZW ZZ""".split()  # noqa: SIM905
)
PLATE = re.compile(
    r"(?<![\w./-])(?P<district>[A-Za-zÄÖÜäöü]{1,3})(?P<between>[-–:]\s?|\s)"
    r"(?P<letters>[A-Za-z]{1,2})[-–\s]?(?P<number>[1-9]\d{0,3}\s?[EHeh]?)(?![\w/]|[.,:-]\d)"
)
# "EG-WG 2" is a flat, "ISO-A 4" a format.
NO_PLATES = frozenset({"EGWG", "OGWG", "KGWG"})
VEHICLE = re.compile(
    r"kennzeichen|nummernschild|\bnummer\b|\bplate\b|plaka|\bauto\b|\bwagen\b|\bpkw\b|\blkw\b|\bbus\b|transporter"
    r"|\broller\b|motorrad|\bmofa\b|\bgolf\b|\bvw\b|\bbmw\b|\baudi\b|mercedes|\bopel\b|\bford\b|fahrer\b|parkt?\b|номер",
    re.IGNORECASE,
)


def tax_ids(text: str) -> Iterator[Found]:
    """Eleven digits with a right check digit, or a mistyped number that is called so."""
    for match in TAX.finditer(text):
        if valid_tax_id(match.group()) or TAX_LABEL.search(_before(text, match)):
            yield match.start(), match.end(), "tax_id"


def valid_tax_id(candidate: str) -> bool:
    """Check digit after ISO 7064 mod 11,10; among the first ten one digit comes 2 or 3 times."""
    digits = [int(sign) for sign in candidate if sign.isdigit()]
    if len(digits) != TAX_DIGITS or max(Counter(digits[:-1]).values()) not in (2, 3):
        return False
    product = 10
    for digit in digits[:-1]:
        total = (digit + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == digits[-1]


def pension_numbers(text: str) -> Iterator[Found]:
    for match in PENSION.finditer(text):
        if valid_pension_number(match.group()) or PENSION_LABEL.search(_before(text, match)):
            yield match.start(), match.end(), "pension_number"


def valid_pension_number(candidate: str) -> bool:
    """Check digit of section 2 VKVV: weighted digit sums, the letter as two digits (A = 01)."""
    signs = "".join(filter(str.isalnum, candidate)).upper()
    digits = [int(sign) for sign in f"{signs[:8]}{ord(signs[8]) - 64:02}{signs[9:11]}"]
    weighted = (digit * weight for digit, weight in zip(digits, PENSION_WEIGHTS, strict=True))
    return sum(sum(map(int, str(product))) for product in weighted) % 10 == int(signs[11])


def plates(text: str) -> Iterator[Found]:
    """A hyphen and capitals are enough; other spellings need a vehicle near by."""
    for match in PLATE.finditer(text):
        letters = match["district"] + match["letters"]
        if match["district"].upper() not in DISTRICTS or letters in NO_PLATES:
            continue
        sure = letters.isupper() and match["between"] != " "
        one_case = letters.isupper() or letters.islower()
        if sure or (one_case and VEHICLE.search(_before(text, match))):
            yield match.start(), match.end(), "plate"


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - LABEL_REACH) : match.start()]
