"""The order in which segments teach the coder most."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teaching_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'ready', 'failed')", name=op.f("ck_teaching_order_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_teaching_order_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_order")),
    )
    op.create_index(
        op.f("ix_teaching_order_survey_id"), "teaching_order", ["survey_id"], unique=False
    )
    op.create_table(
        "teaching_pick",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_teaching_pick_position_positive")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["teaching_order.id"], name=op.f("fk_teaching_pick_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_teaching_pick_segment_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_teaching_pick")),
        sa.UniqueConstraint(
            "order_id", "segment_id", name=op.f("uq_teaching_pick_order_id_segment_id")
        ),
    )
    op.create_index(
        op.f("ix_teaching_pick_segment_id"), "teaching_pick", ["segment_id"], unique=False
    )
