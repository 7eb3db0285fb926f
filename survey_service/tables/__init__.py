"""What is stored: SQLModel tables, one file per part of the domain.

Importing this package registers all tables in ``metadata``.
"""

from survey_service.tables import (
    accounts,
    areas,
    audit,
    codings,
    comparisons,
    exports,
    follow_ups,
    municipality,
    position_papers,
    questionnaires,
    register,
    responses,
    surveys,
    teaching,
    theme_groups,
    trained_coders,
    workers,
    workshop,
)
from survey_service.tables.base import metadata

__all__ = [
    "accounts",
    "areas",
    "audit",
    "codings",
    "comparisons",
    "exports",
    "follow_ups",
    "metadata",
    "municipality",
    "position_papers",
    "questionnaires",
    "register",
    "responses",
    "surveys",
    "teaching",
    "theme_groups",
    "trained_coders",
    "workers",
    "workshop",
]
