"""A codebook of two codes and texts that anybody could code."""

from analysis.codebook import Category, Code, Codebook
from analysis.labelled import LabelledStatement


def colours() -> Codebook:
    codes = tuple(Code(id=name, label=label) for name, label in (("r", "rot"), ("b", "blau")))
    return Codebook(
        id="farben",
        version=1,
        title="Farben",
        categories=(Category(id="f", label="F", codes=codes),),
    )


def texts(number: int = 12) -> tuple[LabelledStatement, ...]:
    reds = ["Die Rose leuchtet rot.", "Ein rotes Tuch liegt da.", "Rote Dächer überall."]
    blues = ["Der Himmel ist blau.", "Blaue Wellen rollen heran.", "Ein blaues Kleid hängt da."]
    return tuple(
        LabelledStatement(
            id=f"{index}",
            text=f"{(reds, blues)[index % 2][index // 2 % 3]} Nummer {index}",
            codes=(("r", "b")[index % 2],),
        )
        for index in range(number)
    )
