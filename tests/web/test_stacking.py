"""Rows as cards: every cell knows its column, and the table stays one for screen readers."""

from markupsafe import Markup

from survey_service.web.stacking import stacked

ROWS = """
<thead><tr><th scope="col">Blatt</th><th class="number">Zeile <b>„x"</b></th></tr></thead>
<tbody>
<tr><th scope="row">survey</th><td class="number">4</td></tr>
<tr><th scope="row"><a href="/a">choices</a></th><td></td></tr>
</tbody>
"""
MARKED = """
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Blatt</th>\
<th role="columnheader" class="number">Zeile <b>„x"</b></th></tr></thead>
<tbody role="rowgroup">
<tr role="row"><th role="rowheader" data-label="Blatt" scope="row">survey</th>\
<td role="cell" data-label="Zeile „x&quot;" class="number">4</td></tr>
<tr role="row"><th role="rowheader" data-label="Blatt" scope="row"><a href="/a">choices</a></th>\
<td role="cell" data-label="Zeile „x&quot;"></td></tr>
</tbody>
"""


def test_cells_bear_heading_and_role() -> None:
    assert str(stacked(Markup(ROWS))) == MARKED
