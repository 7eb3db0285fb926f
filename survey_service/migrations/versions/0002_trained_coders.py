"""Coders that learn from reviewed codings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trained_coder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("codebook_version_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("coder", sa.String(length=120), nullable=False),
        sa.Column("header_file_id", sa.Uuid(), nullable=True),
        sa.Column("weights_file_id", sa.Uuid(), nullable=True),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("measured", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'ready', 'discarded', 'failed')",
            name=op.f("ck_trained_coder_state_known"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'failed') "
            "OR (header_file_id IS NOT NULL AND weights_file_id IS NOT NULL)",
            name=op.f("ck_trained_coder_model_stored"),
        ),
        sa.CheckConstraint(
            "NOT in_use OR state = 'ready'", name=op.f("ck_trained_coder_ready_in_use")
        ),
        sa.ForeignKeyConstraint(
            ["codebook_version_id"],
            ["codebook_version.id"],
            name=op.f("fk_trained_coder_codebook_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["header_file_id"], ["stored_file.id"], name=op.f("fk_trained_coder_header_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["weights_file_id"], ["stored_file.id"], name=op.f("fk_trained_coder_weights_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trained_coder")),
        sa.UniqueConstraint("number", name=op.f("uq_trained_coder_number")),
    )
    op.create_index(
        "uq_trained_coder_in_use",
        "trained_coder",
        ["in_use"],
        unique=True,
        sqlite_where=sa.text("in_use"),
        postgresql_where=sa.text("in_use"),
    )
    # Plain SQL: SQLite adds a column with its reference only in one piece, and copying the table
    # would break what refers to it.
    kind = "CHAR(32)" if op.get_bind().dialect.name == "sqlite" else "UUID"
    op.execute(
        f"ALTER TABLE coding_run ADD COLUMN trained_coder_id {kind} "
        "CONSTRAINT fk_coding_run_trained_coder_id REFERENCES trained_coder (id)"
    )
    op.create_table(
        "acceptance_level",
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "level >= 0.5 AND level < 1", name=op.f("ck_acceptance_level_level_share")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_acceptance_level")),
    )
