"""a survey can be passed on to a colleague"""

from collections.abc import Sequence

from alembic import op

revision: str = "0058"
down_revision: str | Sequence[str] | None = "0057"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE invitation ADD COLUMN passed_by VARCHAR(40) "
        "CONSTRAINT fk_invitation_passed_by_contact REFERENCES contact (id)"
    )
