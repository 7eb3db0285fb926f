"""Where a place lies, as people write it: degrees (WGS 84) or metres (UTM 32, EPSG:25832)."""

import math
import re

# Germany with a margin.
SOUTH, NORTH, WEST, EAST = 47.2, 55.1, 5.8, 15.1
DIGITS = 7
"""Of a degree: 1 cm."""

# Surveyors write the zone before the easting: 32 365 000.
ZONE = 32_000_000
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


class NoPlace(ValueError):
    """``str(error)`` says in a German sentence what is wrong and what to do."""


def place(north: str, east: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, WGS 84; None = both empty. Raises NoPlace."""
    if not north.strip() and not east.strip():
        return None
    if not north.strip() or not east.strip():
        raise NoPlace("Geben Sie beide Koordinaten an oder keine.")
    first, second = _number(north), _number(east)
    if first > 1_000 and second > 1_000:
        first, second = _degrees(first, second)
    elif first > 1_000 or second > 1_000:
        raise NoPlace(
            "Eine Koordinate steht in Grad, die andere in Metern. Geben Sie beide in derselben "
            "Einheit an."
        )
    if not _in_germany(first, second):
        swapped = _in_germany(second, first)
        raise NoPlace(
            "Die Koordinaten sind vertauscht: Der Breitengrad liegt in Deutschland zwischen 47 und "
            "55, der Längengrad zwischen 6 und 15."
            if swapped
            else "Dieser Ort liegt nicht in Deutschland. Geben Sie Grad an (zum Beispiel 51,2034 "
            "und 6,6879) oder Meter in UTM 32 (zum Beispiel 5674000 und 338500)."
        )
    return round(first, DIGITS), round(second, DIGITS)


def written(degrees: float | None) -> str:
    """A coordinate with decimal comma; "" = none."""
    return (
        "" if degrees is None else f"{degrees:.{DIGITS}f}".rstrip("0").rstrip(".").replace(".", ",")
    )


def _number(text: str) -> float:
    compact = re.sub(r"[\s°]", "", text).removesuffix("N").removesuffix("E").removesuffix("O")
    # 5.674.000,5 and 5.674.000 group by thousands; 51.2034 has a decimal point.
    if compact.count(".") > 1 or {".", ","} <= set(compact):
        compact = compact.replace(".", "")
    if not _NUMBER.fullmatch(compact):
        raise NoPlace(
            f"„{text[:40]}“ ist keine Koordinate. Schreiben Sie eine Zahl, zum Beispiel 51,2034."
        )
    return float(compact.replace(",", "."))


def _degrees(north: float, east: float) -> tuple[float, float]:
    # Heavy, and hardly anybody types metres.
    from pyproj import Transformer

    if ZONE < east < ZONE + 1_000_000:
        east -= ZONE
    transformer = Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)
    longitude, latitude = transformer.transform(east, north)
    return latitude, longitude


def _in_germany(latitude: float, longitude: float) -> bool:
    return (
        math.isfinite(latitude)
        and math.isfinite(longitude)
        and SOUTH <= latitude <= NORTH
        and WEST <= longitude <= EAST
    )
