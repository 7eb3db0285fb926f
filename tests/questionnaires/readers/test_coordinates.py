"""Coordinates as people write them: degrees or metres, and what is no place in Germany."""

import pytest

from questionnaires.readers.coordinates import NoPlace, place, written


@pytest.mark.parametrize(
    ("north", "east", "sentence"),
    [
        ("51,2", "", "beide Koordinaten"),
        ("", "6,7", "beide Koordinaten"),
        ("Neuss", "6,7", "„Neuss“ ist keine Koordinate"),
        ("nan", "6,7", "keine Koordinate"),
        ("1e3", "6,7", "keine Koordinate"),
        ("6,7", "51,2", "vertauscht"),
        ("48,85", "2,35", "nicht in Deutschland"),
        ("0", "0", "nicht in Deutschland"),
        ("51,2", "338500", "derselben Einheit"),
        ("9999999", "9999999", "nicht in Deutschland"),
        ("5411000", "-1448000", "derselben Einheit"),
    ],
)
def test_what_is_no_place_is_refused(north: str, east: str, sentence: str) -> None:
    with pytest.raises(NoPlace, match=sentence):
        place(north, east)


@pytest.mark.parametrize(
    ("north", "east", "found"),
    [
        ("", " ", None),
        ("51,2034", "6,6879", (51.2034, 6.6879)),
        ("51.2034", "6.6879", (51.2034, 6.6879)),
        (" 51,2034° N", "6,6879° O", (51.2034, 6.6879)),
        # On the zone's central meridian the northing is 0.9996 of the meridian's arc.
        ("5538630,70", "500000", (50.0, 9.0)),
        # Neuss; the third with the zone before the easting, as surveyors write it.
        ("5674000", "338500", (51.1945581, 6.68862)),
        ("5.674.000,0", "338.500,0", (51.1945581, 6.68862)),
        ("5674000", "32338500", (51.1945581, 6.68862)),
    ],
)
def test_degrees_and_metres(north: str, east: str, found: tuple[float, float] | None) -> None:
    assert place(north, east) == found


def test_written_and_read_again_is_the_same() -> None:
    assert [written(value) for value in (None, 51.0, 6.6879, 6.68862)] == [
        "",
        "51",
        "6,6879",
        "6,68862",
    ]
    assert place(written(51.1945581), written(6.68862)) == (51.1945581, 6.68862)
