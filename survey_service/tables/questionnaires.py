"""Stored questionnaires: a version is one document and never changes once a response exists."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from survey_service.tables import base  # noqa: F401  naming convention
from survey_service.tables.columns import UUID, check, key, moment, reference


class QuestionnaireVersion(SQLModel, table=True):
    """``document``: questionnaires.questionnaire.encode(); ``workbook``: the XLSForm."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("key", "version"), check("version_positive", "version > 0"))
    id: UUID = key()
    key: str = Field(max_length=80)
    version: int
    title: str = Field(max_length=300)
    document: bytes
    workbook: bytes
    created_at: datetime = moment()


class TranslationReview(SQLModel, table=True):
    """Who checked a translation (or Leichte Sprache) of a questionnaire version."""

    __tablename__ = "translation_review"
    __table_args__ = (UniqueConstraint("questionnaire_version_id", "language"),)
    id: UUID = key()
    questionnaire_version_id: UUID = reference("questionnaire_version.id")
    language: str = Field(max_length=20)
    reviewed_by: str = Field(max_length=200)
    reviewed_at: datetime = moment()
