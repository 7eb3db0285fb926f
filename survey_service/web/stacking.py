"""Tables whose rows stand one below the other on a phone, and stay tables for screen readers."""

import re

from markupsafe import Markup

HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
OPENING = re.compile(r"<(thead|tbody|tr|th|td)\b([^>]*)>")
# Style sheets that lay a row out as a block take its meaning away in some browsers; roles keep it.
ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}


def stacked(rows: Markup) -> Markup:
    """``<thead>`` and ``<tbody>`` of our own templates: each cell is told its column's heading."""
    head, end, body = str(rows).partition("</thead>")
    labels = [" ".join(TAG.sub("", found).split()) for found in HEADING.findall(head)]
    marked = OPENING.sub(lambda tag: _tag(tag, "columnheader"), head) + end
    column = 0

    def cell(tag: re.Match[str]) -> str:
        nonlocal column
        if tag[1] == "tr":
            column = 0
        if tag[1] not in {"th", "td"}:
            return _tag(tag, "")
        column += 1
        label = labels[column - 1].replace('"', "&quot;") if column <= len(labels) else ""
        return _tag(tag, "rowheader", f' data-label="{label}"')

    return Markup(marked + OPENING.sub(cell, body))  # noqa: S704  it comes from the template engine


def _tag(tag: re.Match[str], heading: str, more: str = "") -> str:
    return f'<{tag[1]} role="{ROLES.get(tag[1], heading)}"{more}{tag[2]}>'
