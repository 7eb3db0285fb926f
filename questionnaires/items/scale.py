"""One step of a scale: answered like a single choice, shown side by side, reported in order."""

from questionnaires.items import plain, single
from questionnaires.items.kind import Kind

KIND = Kind(
    parse=single.parse,
    show=plain.show,
    read=single.read,
    columns=plain.columns,
    cells=single.cells,
    offered=single.offered,
)
