"""One conversation's pace: whoever speaks there, no faster than the platform lets us."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConversationLimited
from bot.pacing import ConversationPace


class Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def pace(self, rate: float, burst: int) -> ConversationPace:
        return ConversationPace(rate, burst, monotonic=lambda: self.now, sleep=self.sleep)


@given(st.integers(1, 60), st.sampled_from([(1.0, 4), (1.75, 4), (1.0, 1)]))
def test_in_no_span_more_goes_than_may(messages: int, limits: tuple[float, int]) -> None:
    rate, burst = limits
    time = Time()
    pace, left = time.pace(rate, burst), []

    async def speak() -> None:
        for _ in range(messages):
            await pace.turn("d")
            left.append(time.now)

    asyncio.run(speak())
    for first, start in enumerate(left):
        for last, end in enumerate(left[first:], start=first):
            assert last - first + 1 <= burst + rate * (end - start) + 1e-6


async def test_one_conversation_keeps_no_other_waiting() -> None:
    time = Time()
    pace = time.pace(1, 1)
    pace.limit("a", 60)
    await pace.turn("b")

    assert time.now == 0
    with pytest.raises(ConversationLimited) as limited:
        await pace.turn("a")
    assert limited.value.retry_after == 60


async def test_a_short_limit_is_waited_for() -> None:
    time = Time()
    pace = time.pace(1, 4)
    pace.limit("a", 3)
    await pace.turn("a")

    assert time.now == 3
