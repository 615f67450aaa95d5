"""What becomes of an answer, whoever gives it, whatever they write, and whenever it comes."""

import pytest
from sqlalchemy import select, update

from bot.form import MultiChoiceField
from bot.harmless import harmless
from bot.message import Buttons, Poll, Scale
from bot.plain_text import plain_text
from bot.voice.store.tables import FormerAnswer, Response, ResponseValue, Wave

HEAD = "title: The portal\ntopic: surveys\nkind: transactional\nopen_days: 14\n"
SCALE = "question: How likely?\nlow: Not at all\nhigh: Very\n"
NPS = f"key: pulse\n{HEAD}promise: named\nscore: nps\n{SCALE}reason: Why?\n"
OWN = f"""\
key: portal
{HEAD}promise: named
score: custom
scale: {{low: 1, high: 6}}
{SCALE}bands: {{1-4: mend, 5-6: keep}}
questions:
  - {{key: mend, kind: single, question: Mend what?, options: {{slow: Speed, dull: Looks}}}}
  - {{key: keep, kind: text, question: What must stay?}}
  - {{key: used, kind: multiple, question: Used for?, options: {{deals: Deals, quotes: Quotes}}}}
  - {{key: ease, kind: scale, question: How easy?, scale: {{low: 1, high: 7}}}}
"""
POLL = f"""\
key: day
{HEAD}promise: named
score: custom
questions:
  - {{key: day, kind: single, question: Which day?, options: {{tue: Tuesday, thu: Thursday}}}}
"""
RESPONSES = select(Response.contact_id, Response.score, Response.reason)
VALUES = select(
    ResponseValue.question, ResponseValue.number, ResponseValue.picks, ResponseValue.words
).order_by(ResponseValue.question)
FORMER = select(
    FormerAnswer.question, FormerAnswer.nth, FormerAnswer.number, FormerAnswer.words
).order_by(FormerAnswer.question, FormerAnswer.nth)


def words_of(reply) -> str:
    shown = (*((reply.update,) if reply.update else ()), *reply.messages)
    return "\n".join([*map(plain_text, shown), *reply.errors.values()])


@pytest.mark.both_databases
async def test_a_tap_counts_at_once_and_every_change_of_it_is_kept_with_who_and_when(room):
    await room.ask("pulse", NPS)
    first = await room.press("ada", "score", i="pulse-ada", value="3")
    await room.submit("ada", "reason", {"reason": "Slow"}, i="pulse-ada")
    changing = await room.press("ada", "change", i="pulse-ada")
    room.clock.move_to(room.clock.now().replace(hour=15))
    await room.press("ada", "score", i="pulse-ada", value="9")
    await room.press("ada", "score", i="pulse-ada", value="9")
    again = await room.press("ada", "why", i="pulse-ada")
    last = await room.submit("ada", "reason", {"reason": "Fast now"}, i="pulse-ada")

    assert "your 3 is saved" in words_of(first)
    assert [one.name for one in first.form.fields] == ["reason"]
    assert next(one for one in changing.update.elements if isinstance(one, Scale)).chosen == 3
    assert again.form.fields[0].initial == "Slow"
    assert "your 9 is saved" in words_of(last)
    assert "Fast now" in words_of(last)
    assert await room.rows(RESPONSES) == [("ada", 9, "Fast now")]
    assert await room.rows(FORMER) == [
        ("reason", 1, None, None),
        ("reason", 2, None, "Slow"),
        ("score", 1, 3, None),
    ]
    [(by, when)] = await room.rows(
        select(FormerAnswer.changed_by, FormerAnswer.changed_at).where(
            FormerAnswer.question == "score"
        )
    )
    assert (by, when.hour) == ("ada", 15)


async def test_a_wave_that_is_not_named_keeps_the_last_answer_and_nothing_of_those_before(room):
    await room.ask("pulse", NPS.replace("promise: named", "promise: confidential"))
    tapped = await room.press("ada", "score", i="pulse-ada", value="3")
    await room.submit("ada", "reason", {"reason": "Slow"}, i="pulse-ada")
    again = await room.press("ada", "score", i="pulse-ada", value="9")
    empty = await room.submit("ada", "reason", {"reason": ""}, i="pulse-ada")
    changing = await room.press("ada", "change", i="pulse-ada")

    shown = [tapped, again, changing]
    assert all("your 3" not in words_of(one) for one in shown)
    assert "Please say a word or two" in empty.errors["reason"]
    assert next(one for one in changing.update.elements if isinstance(one, Scale)).chosen is None
    assert again.form.fields[0].initial == ""
    assert "Slow" not in "".join(map(words_of, shown))
    assert await room.rows(RESPONSES) == [("ada", 9, "Slow")]
    assert await room.rows(FORMER) == []


async def test_each_score_is_asked_its_own_question_and_what_was_said_to_it_goes_with_it(room):
    await room.ask("portal", OWN)
    low = await room.press("ada", "score", i="portal-ada", value="2")
    answers = {"mend": "dull", "used": "quotes\ndeals", "ease": "7"}
    await room.submit("ada", "reason", answers, i="portal-ada")
    before = await room.rows(VALUES)
    high = await room.press("ada", "score", i="portal-ada", value="6")
    await room.submit("ada", "reason", {"reason": "The search", "used": "deals"}, i="portal-ada")

    assert [one.name for one in low.form.fields] == ["mend", "used", "ease"]
    assert isinstance(low.form.fields[1], MultiChoiceField)
    assert [one.label for one in high.form.fields] == ["What must stay?", "Used for?", "How easy?"]
    assert before == [
        ("ease", 7, None, None),
        ("mend", None, "dull", None),
        ("used", None, "deals\nquotes", None),
    ]
    assert await room.rows(RESPONSES) == [("ada", 6, "The search")]
    assert await room.rows(VALUES) == [("used", None, "deals", None)]
    assert [row[:3] for row in await room.rows(FORMER)] == [
        ("ease", 1, None),
        ("ease", 2, 7),
        ("mend", 1, None),
        ("mend", 2, None),
        ("reason", 1, None),
        ("score", 1, 2),
        ("used", 1, None),
        ("used", 2, None),
    ]


async def test_a_choice_is_answered_by_one_tap_and_has_no_score(room):
    await room.ask("day", POLL)
    tapped = await room.press("ada", "score", i="day-ada", value="thu")
    again = await room.press("ada", "change", i="day-ada")
    await room.press("ada", "score", i="day-ada", value="tue")
    spoken = await room.say("ada", "7")

    assert "your answer is saved: Thursday" in words_of(tapped)
    assert tapped.form is None
    assert any(isinstance(one, Poll) for one in again.update.elements)
    assert await room.rows(RESPONSES) == [("ada", None, None)]
    assert await room.rows(VALUES) == [("day", None, "tue", None)]
    assert "saved" not in words_of(spoken)


async def test_a_survey_without_a_question_to_tap_on_is_answered_and_changed_on_its_form(room):
    await room.ask("day", POLL.replace("single", "multiple"))
    opened = await room.press("ada", "why", i="day-ada")
    nothing = await room.submit("ada", "reason", {"day": ""}, i="day-ada")
    await room.submit("ada", "reason", {"day": "tue\nthu"}, i="day-ada")
    again = await room.press("ada", "change", i="day-ada")

    assert [one.name for one in opened.form.fields] == ["day"]
    assert "Please say a word or two" in nothing.errors["day"]
    assert again.form.fields[0].initial == ("tue", "thu")
    assert await room.rows(VALUES) == [("day", None, "tue\nthu", None)]


@pytest.mark.parametrize("value", ["11", "-1", "ten", "", "٣", "9" * 5000, "3.5", " 3"])
async def test_what_is_not_on_the_scale_changes_nothing_and_is_said_kindly(room, value):
    await room.ask("pulse", NPS)
    reply = await room.press("ada", "score", i="pulse-ada", value=value)

    assert await room.rows(RESPONSES) == ([("ada", 3, None)] if value == " 3" else [])
    assert "saved" in words_of(reply) or "out of date" in words_of(reply)


@pytest.mark.parametrize("words", ["11", "-1", "ten"])
async def test_a_number_said_that_is_not_on_the_scale_is_answered_with_the_scale(room, words):
    wave_id = await room.ask("pulse", NPS)
    await room.say("ada", "nps")
    reply = await room.say("ada", words)
    direct = await room.say("ada", f"nps {words}")

    assert await room.rows(RESPONSES) == []
    if words == "11":
        assert "from 0 to 10" in words_of(reply)
        assert "from 0 to 10" in words_of(direct)
    assert wave_id


async def test_nobody_answers_for_another_and_an_unknown_invitation_says_nothing(room):
    await room.ask("pulse", NPS)
    foreign = await room.press("bob", "score", i="pulse-ada", value="1")
    form = await room.submit("bob", "reason", {"reason": "hers"}, i="pulse-ada")
    unknown = await room.press("bob", "score", i="nowhere", value="1")

    assert "somebody else's" in words_of(foreign)
    assert "somebody else's" in words_of(form)
    assert "out of date" in words_of(unknown)
    assert await room.rows(RESPONSES) == []


@pytest.mark.parametrize("ends", ["closed", "stopped"])
async def test_after_the_wave_nothing_changes_and_the_card_shows_what_stays(room, ends):
    wave_id = await room.ask("pulse", NPS)
    await room.press("ada", "score", i="pulse-ada", value="8")
    if ends == "closed":
        room.clock.move_to(room.clock.now().replace(month=12, day=28))
    else:
        async with room.house.database.begin() as session:
            await session.execute(update(Wave).where(Wave.id == wave_id).values(state="closed"))
    late = await room.press("ada", "score", i="pulse-ada", value="1")
    form = await room.submit("ada", "reason", {"reason": "Too late"}, i="pulse-ada")
    change = await room.press("ada", "change", i="pulse-ada")
    never = await room.press("bob", "score", i="pulse-bob", value="1")

    assert await room.rows(RESPONSES) == [("ada", 8, None)]
    for reply in (late, form, change):
        assert "has closed" in words_of(reply)
        assert "your 8 is saved" in plain_text(reply.update)
        assert not any(isinstance(one, Buttons | Scale) for one in reply.update.elements)
    assert "has closed" in words_of(never)
    assert never.update is None


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "words",
    [
        "<b>*bold* & <@U1> [x](javascript:alert(1))</b>",
        "bell\x07 nul\x00 escape\x1b[31m",
        "\u202etxet tfel ot thgir\u202c مرحبا שלום",
        "😀👩‍👩‍👧‍👦🇩🇪" * 100,
        "line\r\nline\u2028line",
    ],
)
async def test_whatever_somebody_writes_is_kept_and_shown_as_words(room, words):
    await room.ask("pulse", NPS)
    await room.press("ada", "score", i="pulse-ada", value="3")
    reply = await room.submit("ada", "reason", {"reason": words}, i="pulse-ada")
    [(_, _, kept)] = await room.rows(RESPONSES)

    assert "Thank you, Ada" in words_of(reply)
    assert kept == harmless(words.strip())
    assert "\u202e" not in plain_text(reply.update)


async def test_words_that_are_too_long_come_back_with_the_limit_and_nothing_is_lost(room):
    await room.ask("pulse", NPS)
    await room.press("ada", "score", i="pulse-ada", value="3")
    reply = await room.submit("ada", "reason", {"reason": "x" * 100_000}, i="pulse-ada")

    assert reply.errors == {
        "reason": "That is 100,000 characters, and we can keep 3,000. "
        "Please shorten it a little; nothing is lost."
    }
    assert await room.rows(RESPONSES) == [("ada", 3, None)]


async def test_what_no_form_offered_is_refused_beside_its_field(room):
    await room.ask("portal", OWN)
    await room.press("ada", "score", i="portal-ada", value="1")
    odd = {"mend": "slow\ndull", "used": "deals\nhorses", "ease": "8", "score": "6"}
    reply = await room.submit("ada", "reason", odd, i="portal-ada")

    assert set(reply.errors) == {"mend", "used", "ease"}
    assert "from 1 to 7" in reply.errors["ease"]
    assert await room.rows(VALUES) == []
    assert await room.rows(RESPONSES) == [("ada", 1, None)]
