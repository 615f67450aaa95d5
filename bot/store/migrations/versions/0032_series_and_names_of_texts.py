"""the series of texts, and by what an edition is known again when its file has another name"""

import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | Sequence[str] | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = {"series": 255, "place": 255, "own_key": 40, "words": 40}


def upgrade() -> None:
    with op.batch_alter_table("text") as batch_op:
        for name, length in COLUMNS.items():
            column = sa.Column(name, sa.String(length), nullable=False, server_default="")
            batch_op.add_column(column)
    text = sa.table(
        "text",
        *(sa.column(name) for name in ("id", "kind", "key", "version", "body", "owner", *COLUMNS)),
    )
    connection = op.get_bind()
    # One after the other: bodies are long. A version without a body is known by the last words.
    found = connection.execute(
        sa.select(text.c.id, text.c.key, text.c.owner)
        .where(text.c.kind == "edition")
        .order_by(text.c.key, text.c.version)
    ).all()
    series, words, last = "", "", None
    for row_id, key, owner in found:
        if key != last:
            series, words, last = key.split("/")[0], "", key
        body = connection.scalar(sa.select(text.c.body).where(text.c.id == row_id))
        series, words = _known_by(body, series, words)
        # What was written in chat lies in no file, and was known by the key of its draft.
        place, own_key = (key, "") if owner == "files" else ("", key.split("/")[-1][:40])
        connection.execute(
            sa.update(text)
            .where(text.c.id == row_id)
            .values(series=series, place=place, own_key=own_key, words=words)
        )


def _known_by(body: str | None, series: str, words: str) -> tuple[str, str]:
    """Return the series and the digest of a body; those of before where it has none."""
    try:
        kept: Any = json.loads(body or "")
        said = kept["source"].split("\n---", 1)[-1]
        digest = blake2b(" ".join(said.split()).encode(), digest_size=16)
        return str(kept["newsletter"]["key"]), digest.hexdigest()
    except (ValueError, KeyError, TypeError, AttributeError):
        return series, words
