"""The demo's texts and areas as they lie in files. Light: the processes that code import it."""

from importlib import resources
from pathlib import Path

import msgspec

from analysis.labelled import LabelledStatement
from questionnaires.areas import AreaTree
from questionnaires.readers import areas

DATA = Path(str(resources.files("survey_service.demo"))) / "data"


class Text(LabelledStatement, frozen=True, kw_only=True):
    """A labelled statement, and whom it comes from or speaks of."""

    target_group: str = ""


def statements() -> tuple[Text, ...]:
    """The 260 labelled statements."""
    lines = (DATA / "statements" / "dev.jsonl").read_bytes().splitlines()
    return tuple(msgspec.json.decode(line, type=Text) for line in lines)


def area_tree() -> AreaTree:
    """The districts of Neuss."""
    reading = areas.read_yaml((DATA / "areas" / "neuss.yaml").read_bytes())
    if reading.tree is None:
        raise ValueError(reading.problems)
    return reading.tree
