"""Groups among segments without a theme."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme_grouping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'ready', 'failed')", name=op.f("ck_theme_grouping_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_theme_grouping_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_grouping")),
    )
    op.create_index(
        op.f("ix_theme_grouping_survey_id"), "theme_grouping", ["survey_id"], unique=False
    )
    op.create_table(
        "theme_group",
        sa.Column("grouping_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("different", sa.Integer(), nullable=False),
        sa.Column("mass", sa.Boolean(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_theme_group_position_positive")),
        sa.ForeignKeyConstraint(
            ["grouping_id"], ["theme_grouping.id"], name=op.f("fk_theme_group_grouping_id")
        ),
        sa.PrimaryKeyConstraint("grouping_id", "position", name=op.f("pk_theme_group")),
    )
    op.create_table(
        "theme_group_member",
        sa.Column("grouping_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("example", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["grouping_id"], ["theme_grouping.id"], name=op.f("fk_theme_group_member_grouping_id")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_theme_group_member_segment_id")
        ),
        sa.PrimaryKeyConstraint("grouping_id", "segment_id", name=op.f("pk_theme_group_member")),
        sa.UniqueConstraint(
            "grouping_id",
            "position",
            "example",
            name=op.f("uq_theme_group_member_grouping_id_position_example"),
        ),
    )
    op.create_index(
        op.f("ix_theme_group_member_segment_id"),
        "theme_group_member",
        ["segment_id"],
        unique=False,
    )
