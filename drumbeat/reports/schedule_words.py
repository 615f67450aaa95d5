"""What words say of a cadence: its rule and its next slots, or a question back."""

from collections.abc import Sequence
from datetime import datetime

from bot.beat.rules.schedule_words.read import read_schedule
from bot.beat.rules.schedule_words.schedule import Question
from bot.beat.rules.schedule_words.sentence import sentence_of
from bot.beat.rules.schedule_words.zones import READER, zone_meant
from bot.clock import Clock, SystemClock
from content.wording import load_wording
from drumbeat.reports.report import Report

SLOTS = 5
THEIR_OWN = "the reader's own"


def words_read(
    words: Sequence[str], zone: str, today: datetime | None, clock: Clock | None = None
) -> Report:
    """Return rule, zone, sentence and next slots, or the question that the words leave.

    `today` is a day or moment on the wall, wherever the clock hangs; without it it is now.
    No setting is read, and no holiday moves a slot.
    """
    now = today or (clock or SystemClock()).now()
    read = read_schedule(" ".join(words), now, zone_meant(zone))
    if isinstance(read, Question):
        question = read.said(load_wording())
        return Report({"question": question}, (question,))
    sentence = sentence_of(read)
    slots = read.coming(SLOTS)
    value = {
        "rule": read.rule,
        "zone": read.zone or READER,
        "sentence": sentence,
        "next": [slot.isoformat() for slot in slots],
    }
    lines = (
        sentence,
        f"Rule: {read.rule}",
        f"Clock: {read.zone or THEIR_OWN}",
        "Next:",
        *(f"  {slot:%a %-d %b %Y %H:%M}" for slot in slots),
    )
    return Report(value, lines)
