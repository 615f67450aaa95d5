"""a wave knows by which send its people were reminded"""

from collections.abc import Sequence

from alembic import op

revision: str = "0050"
down_revision: str | Sequence[str] | None = "0049"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE wave ADD COLUMN reminder_id VARCHAR(40) "
        "CONSTRAINT fk_wave_reminder_id_send REFERENCES send (id)"
    )
