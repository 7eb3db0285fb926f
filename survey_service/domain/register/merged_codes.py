"""Old workbooks name organisations that were merged since: their rows go to the one that stayed."""

import msgspec

from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register import ContactRow, FacilityRow, RegisterReading
from survey_service.domain.register.changes import StoredRegister


def moved_code(duplicate: str, facility: str) -> str:
    """The number of a facility that came from a duplicate and whose own was taken."""
    return f"{duplicate[:40]}-{facility}"[:60]


def resolved(reading: RegisterReading, stored: StoredRegister) -> RegisterReading:
    """Facilities and contacts of merged organisations belong to the kept one; rows of merged
    organisations themselves are left out, with a hint: they would overwrite the kept one.
    """
    if not stored.merged:
        return reading
    return msgspec.structs.replace(
        reading,
        organisations=tuple(row for row in reading.organisations if row.code not in stored.merged),
        facilities=tuple(_facility(row, stored) for row in reading.facilities),
        contacts=tuple(_contact(row, stored) for row in reading.contacts),
        problems=(*reading.problems, *_hints(reading, stored)),
    )


def _hints(reading: RegisterReading, stored: StoredRegister) -> list[CellProblem]:
    return [
        CellProblem(
            sheet="Träger",
            row=row.row,
            column="",
            message=(
                f"„{row.code}“ wurde mit „{stored.merged[row.code]}“ zusammengeführt. Die Zeile "
                "wird übergangen; ihre Einrichtungen gehören jetzt zu dem anderen Träger."
            ),
            severity="warning",
        )
        for row in reading.organisations
        if row.code in stored.merged
    ]


def _facility(row: FacilityRow, stored: StoredRegister) -> FacilityRow:
    kept = stored.merged.get(row.organisation)
    if kept is None:
        return row
    code = _code(row.organisation, kept, row.code, stored)
    return msgspec.structs.replace(row, organisation=kept, code=code)


def _contact(row: ContactRow, stored: StoredRegister) -> ContactRow:
    kept = stored.merged.get(row.organisation)
    if kept is None:
        return row
    code = _code(row.organisation, kept, row.facility, stored) if row.facility else ""
    return msgspec.structs.replace(row, organisation=kept, facility=code)


def _code(duplicate: str, kept: str, facility: str, stored: StoredRegister) -> str:
    renamed = moved_code(duplicate, facility)
    return renamed if (kept, renamed) in stored.facilities else facility
