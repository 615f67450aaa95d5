"""What is read out of words is what they say, and what is said back is read as the same."""

from datetime import UTC, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bot.beat.rules.schedule_words.english import ENGLISH
from bot.beat.rules.schedule_words.german import GERMAN
from bot.beat.rules.schedule_words.meanings import rows_apart
from bot.beat.rules.schedule_words.read import LONGEST, read_schedule
from bot.beat.rules.schedule_words.schedule import Question, Schedule
from bot.beat.rules.schedule_words.sentence import sentence_of
from content.wording import load_wording
from tests.fixtures.cadences import Made, cadences, german_cadences

WEDNESDAY = datetime(2026, 12, 2)  # noqa: DTZ001 - a day on the wall
TEN = 10
"""Cadences at a time: so a run of a hundred examples reads a thousand."""
days = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)).map(  # noqa: DTZ001 - likewise
    lambda moment: moment.replace(second=0, microsecond=0)
)
VOCABULARY = sorted({writing for writing, _ in (*rows_apart(ENGLISH), *rows_apart(GERMAN))})
SAID_OFTEN = (
    *("every", "on", "the", "of", "at", "and", "first", "last", "Tuesday", "Friday", "month"),
    *("week", "9", "10:30", "5", "pm", "15th", "31st", "until", "from", "March", "August", "2"),
    *("working day", "quarter", "Berlin", "in", "except", ",", "year", "3 January", "tomorrow"),
)


def read(words: str, now: datetime = WEDNESDAY, zone: str | None = None) -> Schedule:
    found = read_schedule(words, now, zone)
    assert isinstance(found, Schedule), f"{words}: {found}"
    return found


@given(st.lists(cadences(), min_size=TEN, max_size=TEN))
def test_a_thousand_cadences_are_read_and_said_back_as_the_same_rule(several: list[Made]):
    for made in several:
        found = read(made.words)

        assert (found.rule, found.zone or "reader") == (made.rule, made.zone), made.words
        assert read(sentence_of(found)) == found
        assert read(sentence_of(found, "de")) == found


@given(german_cadences())
def test_german_ones_are_read_alike(made: Made):
    found = read(made.words)

    assert (found.rule, found.zone or "reader") == (made.rule, made.zone), made.words
    assert read(sentence_of(found, "de-AT")) == found


@given(cadences(), days)
def test_the_slots_are_those_of_the_rule_from_the_first_one(made: Made, now: datetime):
    found = read_schedule(made.words, now)
    if isinstance(found, Question):  # an end that has gone by
        assert "UNTIL" in made.rule
        return
    slots = found.coming(5)

    rule = rrulestr(found.rule, dtstart=slots[0])
    assert slots[0] >= now
    assert slots == list(rule.xafter(now - timedelta(minutes=1), count=5))
    assert read(sentence_of(found), now) == found


@given(st.lists(st.sampled_from(VOCABULARY) | st.sampled_from(SAID_OFTEN), max_size=9), days)
def test_whatever_is_read_of_known_words_is_said_back_as_the_same(words: list[str], now: datetime):
    found = read_schedule(" ".join(words), now)

    if isinstance(found, Schedule):
        assert found.coming(1)[0] >= now
        assert read(sentence_of(found), now) == found
        assert read(sentence_of(found, "de"), now) == found
    else:
        assert found.said(load_wording())
        assert found.said(load_wording().in_language("de"))


@given(st.text(max_size=60) | st.text("0123456789/-.:,+ tTamph", max_size=30))
def test_no_text_at_all_ends_in_an_error(text: str):
    assert isinstance(read_schedule(text, WEDNESDAY), Schedule | Question)


@given(cadences(), st.data())
def test_a_word_that_is_not_known_is_never_left_out(made: Made, data: st.DataObject):
    words = made.words.split(" ")
    words.insert(data.draw(st.integers(0, len(words))), "brouhaha")

    found = read_schedule(" ".join(words), WEDNESDAY)

    assert isinstance(found, Question)


def test_now_is_an_instant_and_has_a_zone_of_its_own():
    now = datetime(2026, 12, 2, 13, 20, tzinfo=UTC)

    assert read("now", now).coming(5) == [datetime(2026, 12, 2, 13, 20)]  # noqa: DTZ001 - wall
    assert read("now", now).zone == "UTC"
    assert read("now", now, "Europe/Berlin").coming(5) == [datetime(2026, 12, 2, 14, 20)]  # noqa: DTZ001 - wall
    assert read("in two hours, Berlin", now).coming(1) == [datetime(2026, 12, 2, 16, 20)]  # noqa: DTZ001 - wall


def test_tomorrow_is_that_of_the_place_that_is_named():
    late = datetime(2026, 12, 2, 20, tzinfo=UTC)

    assert read("tomorrow noon Sydney", late).coming(1) == [datetime(2026, 12, 4, 12)]  # noqa: DTZ001 - wall
    assert read("tomorrow noon", late, "America/Lima").coming(1) == [datetime(2026, 12, 3, 12)]  # noqa: DTZ001 - wall


def test_a_slot_that_has_passed_today_is_not_the_first():
    noon = datetime(2026, 12, 2, 12, tzinfo=UTC)

    assert read("every Wednesday at 9", noon).coming(1) == [datetime(2026, 12, 9, 9)]  # noqa: DTZ001 - wall
    assert read("every Wednesday at 15:00", noon).coming(1) == [datetime(2026, 12, 2, 15)]  # noqa: DTZ001 - wall


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("every month on the 31st", "BYMONTHDAY=-1"),
        ("every month on the 30th", "BYMONTHDAY=-1"),
        ("monthly on the 29th", "BYMONTHDAY=-1"),
        ("every year on 29 February", "BYMONTH=2;BYMONTHDAY=-1"),
        ("fifth Tuesday of each month", "BYDAY=-1TU"),
    ],
)
def test_a_rule_that_leaves_months_out_says_so_and_what_was_probably_meant(words: str, meant: str):
    said = sentence_of(read(words))

    assert "probably meant" in said
    assert meant in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "every second Tuesday at 9 in the reader's time",
            "Alle 2 Wochen am Dienstag um 09:00 Uhr",
        ),
        ("tomorrow noon Paris", "Einmal, am Donnerstag, 3. Dezember 2026, um 12:00 Uhr, Zeitzone"),
        ("monthly on the 31st", "keinen 31. und fallen aus; gemeint war wohl: FREQ=MONTHLY"),
        ("29 February every year", "den 29. Februar gibt es nur in Schaltjahren"),
        ("fifth Tuesday of the month", "Monate, in denen es Dienstag nur viermal gibt"),
        ("last working day of the month", "Am letzten Werktag jedes Monats, gezählt von Montag"),
        ("every year on 3 March", "Jedes Jahr am 3. März um 09:00 Uhr"),
        ("every Tuesday not in August", "Jeden Dienstag um 09:00 Uhr, außer im August"),
    ],
)
def test_who_reads_german_is_told_in_german(words: str, said: str):
    found = read(words)

    assert said in sentence_of(found, "de")
    assert read(sentence_of(found, "de")) == found


def test_a_bracket_that_we_did_not_write_is_read_as_words():
    asked = read_schedule("every Tuesday at 9 (months with a full moon)", WEDNESDAY)

    assert isinstance(asked, Question)
    assert "full moon" in asked.values["part"]


def test_more_than_anybody_says_is_not_read():
    assert isinstance(read_schedule("every Tuesday " * LONGEST, WEDNESDAY), Question)


@pytest.mark.parametrize(
    "words",
    [
        "every Tuesday 9-10am",
        "every Tuesday 9 to 10am",
        "every Tuesday at 9 until 10",
        "at 9, 12 and 3pm every Tuesday",
        "every Tuesday at 9 February",
        "a week from Tuesday at 9",
        "Tuesday week at 9",
        "We'd send it every Tuesday at 9",
        "every Tuesday until 31 March 2027 for 6 weeks",
        "every Monday except in August and on Fridays",
        "every Tuesday except August through September 2027",
        "first Monday after the 15th",
        "twice every 2 weeks on Monday",
        "every evening at 12",
        "every Tuesday morning at 15:00",
        "July 1 2027 9am EST",
        "every second",
        "daily on Tuesday",
        "Christmas at 9",
        "in 99999999999 days",
        "am 10.12 um 9 Uhr",
    ],
)
def test_what_could_be_read_wrongly_is_asked(words: str):
    assert isinstance(read_schedule(words, WEDNESDAY), Question)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("every day from Monday to Friday at 9", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9"),
        ("not in August, every Tuesday", "BYMONTH=1,2,3,4,5,6,7,9,10,11,12;BYDAY=TU;BYHOUR=9"),
        ("jeden 2. Dienstag um 9", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;BYHOUR=9"),
        ("every night at 2", "FREQ=DAILY;BYHOUR=2"),
        ("every night at 10", "FREQ=DAILY;BYHOUR=22"),
        ("every Tuesday at ten to nine", "FREQ=WEEKLY;BYDAY=TU;BYHOUR=8;BYMINUTE=50"),
        ("every other Tuesday and Thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH"),
        ("daily at 7 to 31 March", "FREQ=DAILY;BYHOUR=7;BYMINUTE=0;UNTIL=20270331T235959"),
        ("every Jan 15 and Jul 15", "FREQ=MONTHLY;BYMONTH=1,7;BYMONTHDAY=15"),
        ("once on Tuesday", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=8;BYHOUR=9;BYMINUTE=0;COUNT=1"),
    ],
)
def test_words_near_to_those_are_read_as_people_mean_them(words: str, rule: str):
    assert rule in read(words).rule
