"""What became of it: follow-ups in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_follow_up_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_survey_id"), "follow_up", ["survey_id"], unique=False)
    op.create_table(
        "follow_up_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("headline", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("theme_label", sa.String(length=200), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('examined', 'decided', 'underway', 'done', 'not_done')",
            name=op.f("ck_follow_up_version_state_known"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_follow_up_version_number_positive")),
        sa.CheckConstraint(
            "state <> 'not_done' OR reason <> ''", name=op.f("ck_follow_up_version_reason_given")
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (published_by = '')",
            name=op.f("ck_follow_up_version_published_once"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR published_at IS NOT NULL",
            name=op.f("ck_follow_up_version_withdrawn_published"),
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_follow_up_version_follow_up_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_version")),
        sa.UniqueConstraint(
            "follow_up_id", "number", name=op.f("uq_follow_up_version_follow_up_id_number")
        ),
    )
