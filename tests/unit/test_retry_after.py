"""What a platform asks us to wait is read however the web lets it be said."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posting import LONGEST_WAIT, named_wait


@given(st.integers(1, 3600))
def test_a_wait_is_named_in_seconds(seconds: int) -> None:
    assert named_wait(str(seconds), 7) == seconds


@given(st.integers(10, 3000), st.sampled_from([True, False]))
def test_a_wait_is_named_by_its_end(seconds: int, gmt: object) -> None:
    end = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)
    wait = named_wait(format_datetime(end, usegmt=bool(gmt)), 7)
    assert seconds - 3 <= wait <= seconds


@pytest.mark.parametrize(
    "said", ["", "soon", "-3", "0", "nan", "Mon, 02 Jan 2006 15:04:05 GMT", "Mon, 99 Foo"]
)
def test_what_names_no_wait_is_not_believed(said: str) -> None:
    assert named_wait(said, 7) == 7


@pytest.mark.parametrize("said", ["86400", "inf", "Fri, 31 Dec 2999 23:59:59 GMT"])
def test_nobody_waits_for_ever(said: str) -> None:
    assert named_wait(said, 7) == LONGEST_WAIT
