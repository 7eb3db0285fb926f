"""Free text of several lines: most of what is coded later."""

from questionnaires.items import plain
from questionnaires.items.free_text import parse_up_to
from questionnaires.items.kind import Kind

LENGTH = 5_000
ROWS = 5

KIND = Kind(
    parse=parse_up_to(LENGTH),
    show=plain.show,
    read=plain.read,
    columns=plain.columns,
    cells=plain.cells,
    offered=plain.nothing_offered,
    rows=ROWS,
)
