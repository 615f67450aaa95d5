"""evidence of a contact's consent, and whether a send wants it"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | Sequence[str] | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("contact", sa.Column("consent_at", moment, nullable=True))
    op.add_column("contact", sa.Column("consent_how", sa.Text(), nullable=True))
    op.add_column("contact", sa.Column("consent_by", sa.Text(), nullable=True))
    no = sa.false()
    op.add_column(
        "send", sa.Column("wants_consent", sa.Boolean(), nullable=False, server_default=no)
    )
