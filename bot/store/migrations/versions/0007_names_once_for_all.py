"""names once for all: keys of names and emails, and the ids of the vendor's own system

Two partners whose names have one key stay two: each key gets the partner's id behind it, so
that the name finds neither of them, and `drumbeat doctor` names them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.name_keys import email_key, name_key

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MADE_HERE = re.compile("partner-[0-9a-f]{24}")
PARTNER = sa.table(
    "partner", *(sa.column(name) for name in ("id", "name", "name_key", "source_id"))
)
CONTACT = sa.table(
    "contact", *(sa.column(name) for name in ("id", "name", "name_key", "email", "email_key"))
)
PIECE = 1000


def upgrade() -> None:
    for table in ("partner", "contact"):
        op.add_column(table, sa.Column("name_key", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("source_id", sa.String(length=255), nullable=True))
    op.add_column("contact", sa.Column("email_key", sa.Text(), nullable=True))
    _fill_partners()
    _fill_contacts()
    with op.batch_alter_table("partner") as batch_op:
        batch_op.alter_column("name_key", existing_type=sa.Text(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_partner_name_key"), ["name_key"])
        batch_op.create_unique_constraint(op.f("uq_partner_source_id"), ["source_id"])
    with op.batch_alter_table("contact") as batch_op:
        batch_op.alter_column("name_key", existing_type=sa.Text(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_contact_source_id"), ["source_id"])
        batch_op.create_index(op.f("ix_contact_name_key"), ["name_key"])
        batch_op.create_index(op.f("ix_contact_email_key"), ["email_key"])


def _fill_partners() -> None:
    rows = op.get_bind().execute(sa.select(PARTNER.c.id, PARTNER.c.name)).all()
    count = Counter(name_key(row.name) for row in rows)
    _write(
        PARTNER,
        [
            {
                "at": row.id,
                "name_key": key if count[key] == 1 else f"{key}\x1f{row.id}",
                # An id that we did not make up came with a file: it is theirs.
                "source_id": None if MADE_HERE.fullmatch(row.id) else row.id,
            }
            for row in rows
            for key in (name_key(row.name),)
        ],
    )


def _fill_contacts() -> None:
    rows = op.get_bind().execute(sa.select(CONTACT.c.id, CONTACT.c.name, CONTACT.c.email)).all()
    _write(
        CONTACT,
        [
            {
                "at": row.id,
                "name_key": name_key(row.name),
                "email_key": None if row.email is None else email_key(row.email),
            }
            for row in rows
        ],
    )


def _write(table: sa.TableClause, rows: list[dict[str, str | None]]) -> None:
    if not rows:
        return
    names = [name for name in rows[0] if name != "at"]
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    statement = table.update().where(table.c.id == sa.bindparam("at")).values(values)
    for start in range(0, len(rows), PIECE):
        op.get_bind().execute(statement, rows[start : start + PIECE])
