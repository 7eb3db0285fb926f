"""Small XLSForm workbooks for tests."""

from functools import cache
from io import BytesIO

from openpyxl import Workbook

SURVEY = (
    ("type", "name", "label::Deutsch (de)", "label::Türkçe (tr)", "appearance"),
    ("begin_group", "lage", "Lage", "Durum", "field-list"),
    ("select_one stufen", "bedarf", "Wie groß ist der Bedarf?", "İhtiyaç?", None),
    ("text", "warum", "Warum?", "Neden?", "multiline"),
    ("end_group", None, None, None, None),
)
CHOICES = (
    ("list_name", "name", "label::Deutsch (de)", "label::Türkçe (tr)"),
    ("stufen", "klein", "klein", "küçük"),
    ("stufen", "gross", "groß", "büyük"),
)


@cache  # Excel files hold the time they were written: the same bytes for the same call.
def xlsform(*, version: int = 1, title: str = "Kurz gefragt", kind: str = "text") -> bytes:
    """A questionnaire of two questions in two languages; ``kind``: type of the second one."""
    book = Workbook()
    book.remove(book["Sheet"])
    settings = (
        ("form_id", "form_title", "version", "default_language"),
        ("kurz", title, version, "Deutsch (de)"),
    )
    for name, rows in (("survey", SURVEY), ("choices", CHOICES), ("settings", settings)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([kind if cell == "text" and row[1] == "warum" else cell for cell in row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()
