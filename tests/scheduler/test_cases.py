"""A complaint becomes a case that rises by its age, and is closed by both sides."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from bot.action import ActionRef
from bot.beat.rules.suppression import Skip
from bot.errors import ActionUnreadable
from bot.people.store.tables import Contact, Partner
from bot.voice.store import cases
from bot.voice.store.case_tables import Case, Improvement
from bot.voice.store.tables import Invitation
from bot.voice.waves import WaveSend
from tests.scheduler.case_office import CaseOffice, at_work, text
from tests.scheduler.office import says

HEARD = "We have heard you"


@pytest.fixture
async def office(database_url: str):
    async with at_work(database_url) as office:
        yield office


@pytest.mark.both_databases
async def test_a_detractor_has_one_case_of_which_the_manager_and_they_are_told_within_a_minute(
    office: CaseOffice,
):
    await office.answer("ann", 3)
    await office.answer("ann", 2, "The support is slow")
    await office.strike()
    nobody = list(office.messenger.got)
    await office.strike(seconds=45)

    case = await office.the_case()
    card, heard = text(office.messenger.last("mia")), text(office.messenger.last("ann"))
    assert nobody == []
    assert (case.score, case.words, case.state) == (2, "The support is slow", "open")
    assert "The support is slow" in card
    assert "gold" in card
    # Eight business hours from Tuesday, eleven in Berlin.
    assert heard.startswith(HEARD)
    assert "mia gets in touch with you by Wed 3 Jun 2026, 11:00" in heard
    assert await office.deeds() == ["opened", "noted", "noted"]


@pytest.mark.both_databases
async def test_a_case_is_closed_with_its_cause_and_action_and_the_partners_yes(
    office: CaseOffice,
):
    await office.answer("ann", 3, "The support is slow")
    await office.strike(minutes=1)
    taken = await office.press("mia", "Take it")
    form = await office.press("mia", "Close", taken.update)
    lacking = await office.fill("mia", form.form.action, cause="support", action=" ")
    await office.fill(
        "mia", form.form.action, cause="support", action="You have a line of your own"
    )
    await office.strike(minutes=1)
    asked = office.messenger.last("ann")
    reopened = await office.press("ann", "No, not yet")
    await office.fill("ann", reopened.form.action, words="It is still slow")
    await office.strike(minutes=1)
    again = office.messenger.last("mia")
    await office.fill("mia", form.form.action, cause="support", action="A person of your own")
    await office.strike(minutes=1)
    thanked = await office.press("ann", "Yes, it is solved")
    await office.strike(minutes=1)

    case = await office.the_case()
    assert lacking.errors.keys() == {"action"}
    assert "You have a line of your own" in text(asked)
    assert "mia gets in touch with you again by Wed 3 Jun 2026, 11:02" in says(reopened)
    assert "It is still slow" in text(again)
    assert (case.state, case.ending, case.cause, case.owner_id) == (
        *("closed", "solved", "support", "mia"),
    )
    assert "glad" in says(thanked)
    assert await office.deeds() == [
        *("opened", "noted", "took", "settled", "not_solved", "noted", "settled", "solved"),
    ]


@pytest.mark.both_databases
async def test_what_waits_too_long_rises_to_the_deputy_and_then_to_administrators(
    office: CaseOffice,
):
    await office.answer("ann", 0)
    await office.strike(minutes=1)
    # Corpus Christi is no holiday everywhere in Germany, Whit Monday was; Tuesday 11:01 it began.
    await office.strike(hours=23)
    before = office.messenger.of("max")
    await office.strike(hours=2)
    await office.strike(hours=24)
    await office.strike(days=3)
    over = await office.the_case()
    taken = await office.press("max", "Take it")

    assert before == []
    assert office.messenger.of("max") == ["Case: ann (Northwind)"]
    assert office.messenger.of("root") == ["Case: ann (Northwind)"]
    assert (over.level, over.due_at) == (2, None)
    assert "max took it" in says(taken)
    assert (await office.the_case()).due_at is not None


async def test_holidays_where_the_manager_lives_move_what_is_promised(office: CaseOffice):
    office.clock.moment = datetime(2026, 12, 24, 15, 0, tzinfo=UTC)
    await office.begin_wave()
    await office.answer("ann", 1)

    case = await office.the_case()
    # An hour of Thursday, then Christmas and the weekend, and seven of Monday.
    assert case.promised_at == datetime(2026, 12, 28, 15, 0, tzinfo=UTC)


async def test_who_does_not_say_whether_it_is_solved_is_told_that_it_is_closed(
    office: CaseOffice,
):
    await office.answer("bob", 4, "Zu teuer")
    await office.strike(minutes=1)
    heard = text(office.messenger.last("bob"))
    card = office.messenger.last("mia")
    form = await office.press("mia", "Close", card)
    await office.fill("mia", form.form.action, cause="price", action="Ein neuer Preis")
    await office.strike(minutes=1)
    await office.strike(days=14)
    closed = office.messenger.last("bob")
    case = await office.the_case()
    reopened = await office.press("bob", "Nein, noch nicht")

    assert heard.startswith("Wir haben Sie gehört")
    assert closed.title == "Wir haben ihn ohne Ihre Antwort geschlossen"
    assert (case.state, case.ending) == ("closed", "not_confirmed")
    assert "meldet sich noch einmal" in says(reopened)
    assert (await office.the_case()).state == "open"


async def test_a_call_and_another_hand_are_told_and_only_who_may_sees_the_case(
    office: CaseOffice,
):
    await office.answer("ann", 2)
    await office.strike(minutes=1)
    card = office.messenger.last("mia")
    refused = await office.press("zoe", "Take it", card)
    form = await office.press("mia", "Reassign", card)
    given = await office.fill("mia", form.form.action, who="zoe")
    await office.strike(minutes=1)
    told = text(office.messenger.last("ann"))
    call = await office.press("zoe", "Call booked")
    over = await office.fill("zoe", call.form.action, day="2026-06-01", time="10:00")
    await office.fill("zoe", call.form.action, day="2026-06-03", time="10:30")
    await office.strike(minutes=1)
    booked = text(office.messenger.last("ann"))
    strange = await office.press("bob", "Take it", card)

    assert "not yours" in says(refused)
    assert "nicht für Sie" in says(strange)
    assert "zoe" in says(given)
    assert "seen to by zoe now" in told
    assert over.errors.keys() == {"day"}
    assert "zoe calls you: Wed 3 Jun 2026, 10:30" in booked
    case = await office.the_case()
    assert (case.state, case.owner_id, case.touched_after) == ("booked", "zoe", 2)


async def test_the_card_before_the_manager_is_drawn_as_the_case_stands(office: CaseOffice):
    await office.answer("ann", 2)
    await office.strike(minutes=1)
    await office.answer("ann", 2, "The price")
    await office.strike(seconds=5)
    drawn = office.messenger.amended[-1]
    count = len(office.messenger.amended)
    await office.strike(minutes=1)

    assert drawn[0] == "mia@slack"
    assert "The price" in drawn[2]
    assert len(office.messenger.amended) == count


async def test_whoever_has_an_open_case_is_asked_in_no_survey(office: CaseOffice):
    await office.answer("ann", 2)
    async with office.database.read() as session:
        found = await cases.open_case_of(session, ["ann", "bob"])
        left_out = await WaveSend(office.texts).left_out(
            session, office.wave_id, ["ann", "bob"], office.clock.now()
        )

    assert found == {"ann"}
    assert left_out == {"ann": Skip.OPEN_CASE}


async def test_an_answer_in_confidence_is_a_case_only_if_its_author_says_so(office: CaseOffice):
    await office.begin_wave("confidential")
    await office.answer("ann", 1, "Nobody calls back")
    none = await office.all(Case)
    (invitation,) = [one for one in await office.all(Invitation) if one.wave_id == office.wave_id]
    meant = ActionRef("contact_me", {"i": invitation.id})
    said = await office.act("ann", meant)
    again = await office.act("ann", meant)

    assert none == []
    assert "mia sees what you answered now, because you said so" in says(said)
    assert says(again) == says(said)
    assert (await office.the_case()).words == "Nobody calls back"
    with pytest.raises(ActionUnreadable):
        await office.act("bob", meant)


async def test_a_reply_is_logged_once_as_a_complaint_by_who_may_answer_it(office: CaseOffice):
    reply_id = await office.reply("ann", "Your portal is down again")
    meant = ActionRef("log_complaint", {"r": reply_id})
    refused = await office.act("zoe", meant)
    logged = await office.act("mia", meant)
    again = await office.act("mia", meant)
    await office.strike(minutes=1)

    assert "not yours" in says(refused)
    assert "It is a case now" in says(logged)
    assert "It was logged before" in says(again)
    assert (await office.the_case()).words == "Your portal is down again"
    assert office.messenger.last("ann").title == HEARD


async def test_cases_with_one_cause_are_one_improvement_of_which_all_hear_each_step_once(
    office: CaseOffice,
):
    for who in ("ann", "bob"):
        await office.answer(who, 3)
        await office.settle_case(who, "price")
    (first, second) = await office.all(Case)
    begun = await office.fill(
        "mia", ActionRef("case_improve", {"c": first.id}), title="New prices"
    )
    (made,) = await office.all(Improvement)
    step = ActionRef("improvement_step", {"m": made.id})
    await office.fill("mia", step, state="under_way", words="From January on")
    await office.strike(minutes=1)
    await office.fill("mia", step, state="done", words="They hold now")
    wrong = await office.fill("mia", step, state="planned", words="Once more")
    await office.strike(minutes=1)

    rolled = {case.improvement_id for case in await office.all(Case)}
    steps = [title for title in office.messenger.of("ann") if "New prices" in title]
    assert begun.messages[0].title == "New prices"
    assert rolled == {made.id}
    assert second.id != first.id
    assert steps == ["Under way: New prices", "Done: New prices"]
    assert "Fertig: New prices" in office.messenger.of("bob")
    assert wrong.errors.keys() == {"state"}


async def test_the_median_time_to_first_touch_is_a_figure_of_the_vendors_own(office: CaseOffice):
    for who, hours in (("ann", 1), ("bob", 2)):
        await office.answer(who, 3)
        await office.strike(hours=hours)
        await office.settle_case(who, "price")
    told = [
        await office.asks(who, "time to first touch this month")
        for who in ("root", "mia", "max", "ann")
    ]

    assert told == ["1.5 business hours"] * 3 + [""]


async def test_who_may_read_no_complaint_learns_of_none_by_a_figure(office: CaseOffice):
    question = "time to first touch this month"
    await office.answer("ann", 3)
    await office.strike(hours=1)
    await office.settle_case("ann", "price")
    async with office.database.begin() as session:
        await session.execute(update(Partner).values(manager_id=None, deputy_id=None))
        await session.execute(update(Case).values(owner_id=None))
    told = [await office.asks(who, question) for who in ("root", "mia")]
    async with office.database.begin() as session:
        of_mia = update(Contact).where(Contact.id == "mia")
        await session.execute(of_mia.values(permission="member"))

    assert told == ["1.0 business hours", "not defined"]
    assert await office.asks("mia", question) == ""


async def test_any_message_is_logged_once_as_somebodys_complaint(office: CaseOffice):
    asked = await office.act("mia", ActionRef("log_message"), message="17.1", words="It is down")
    refused = await office.act("ann", ActionRef("log_message"), message="17.1", words="It is down")
    meant = asked.form.action
    nobody = await office.fill("mia", meant, who="Nobody", words="It is down")
    logged = await office.fill("mia", meant, who="ann", words="It is down")
    again = await office.fill("mia", meant, who="ann", words="It is down")

    assert asked.form.fields[1].initial == "It is down"
    assert "not yours" in says(refused)
    assert nobody.errors.keys() == {"who"}
    assert "It is a case now" in says(logged)
    assert "It was logged before" in says(again)
    assert (await office.the_case()).words == "It is down"
