"""What the database says when something goes wrong."""

import traceback

import pytest
from sqlalchemy.exc import IntegrityError

from bot.store.tables import InboxRow
from tests.fixtures.moments import NOON

WORDS = "what somebody said in confidence"


async def test_an_error_of_the_database_repeats_nothing_of_what_was_to_be_kept(database):
    row = InboxRow(
        id="1",
        platform="web",
        key="1",
        kind="said",
        body=WORDS,
        state="nowhere",
        received_at=NOON,
    )
    with pytest.raises(IntegrityError) as met:
        async with database.begin() as session:
            session.add(row)

    logged = "".join(traceback.format_exception(met.value))
    assert "IntegrityError" in logged
    assert "inbox" in str(met.value)
    assert WORDS not in logged
