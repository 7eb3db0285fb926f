"""pyxform's opinion of an XLSForm workbook: does it run in ODK, and what does it consist of?

The only place that imports pyxform. Its structure is private (`_pyxform`), it stops at the first
error, in English and without a column, and it accepts broken XPath: our own reader decides.
"""

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class Element(msgspec.Struct, frozen=True, kw_only=True):
    """A group, repeat or question. `inside`: names of the groups around it, outermost first."""

    name: str
    type: str
    inside: tuple[str, ...] = ()
    relevant: str = ""
    appearance: str = ""


class Structure(msgspec.Struct, frozen=True, kw_only=True):
    """`refusal`: pyxform's first error, "" if it accepts the workbook."""

    name: str = ""
    elements: tuple[Element, ...] = ()
    refusal: str = ""


def structure(workbook: bytes) -> Structure:
    """The form as pyxform reads it. Only for workbooks that our own reader could open."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    with warnings.catch_warnings():
        # It leaves the workbook open, and openpyxl remarks on drop-downs it does not read.
        warnings.simplefilter("ignore")
        try:
            form = convert(xlsform=io.BytesIO(workbook), validate=False, file_type=".xlsx")
        except PyXFormError as error:
            return Structure(refusal=str(error))
    survey: Mapping[str, Any] = form._pyxform  # noqa: SLF001
    return Structure(name=survey["id_string"], elements=tuple(_elements(survey, ())))


def _elements(parent: Mapping[str, Any], inside: tuple[str, ...]) -> Iterator[Element]:
    for child in parent.get("children", ()):
        if child["name"] == "meta":
            continue
        yield Element(
            name=child["name"],
            type=child["type"],
            inside=inside,
            relevant=child.get("bind", {}).get("relevant", ""),
            appearance=child.get("control", {}).get("appearance", ""),
        )
        if child["type"] in {"group", "repeat"}:
            yield from _elements(child, (*inside, child["name"]))
