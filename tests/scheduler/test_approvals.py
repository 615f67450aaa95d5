"""Nothing goes out that was not approved as it stands; a second person does it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.beat.cards import empty_slots as cards
from bot.beat.ports import Shelves
from bot.beat.rules.approving import Lack, Policy
from bot.beat.rules.audience import Audience
from bot.beat.rules.promised import WhenEmpty
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import approvals, cadences, empty_slots, fillings, texts
from bot.beat.store.approval_tables import Approval
from bot.beat.store.approvals import Wanted
from bot.beat.store.draft_tables import Draft
from bot.beat.store.gate import Gate
from bot.beat.store.tables import Cadence
from bot.beat.usecases import approve, keep_moment, read_as
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.store import audit
from bot.store.sessions import Database, async_url
from content.editions import draft_edition
from tests.scheduler.office import PULSE, WORDING, Office, buttons, says
from tests.scheduler.world import NINE_UTC

TOMORROW = "tomorrow at 9, UTC time"
SLOT = NINE_UTC + timedelta(days=1)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """Whatever means more than two people wants a second person."""
    database = Database(async_url(database_url))
    office = Office(database, Policy(above=2))
    await office.open_up()
    yield office
    await database.close()


async def request(office: Office) -> str:
    """Return the request that was asked last."""
    rows = sorted(await office.all(Approval), key=lambda row: row.asked_at)
    return rows[-1].id


async def approved(office: Office, title: str, **more: str) -> str:
    """Write something and have it approved; return the draft."""
    draft = await office.write("mia", title, **more)
    await office.press("mia", "ask_approval", d=draft)
    await office.press("root", "approve", a=await request(office))
    return draft


async def test_a_second_person_sees_the_text_approves_it_and_it_goes_out_as_it_stands(
    office: Office,
):
    draft = await office.write("mia", "Prices")
    refused = await office.press("mia", "announce_go", d=draft)
    asked = await office.press("mia", "ask_approval", d=draft)
    await office.strike()
    card = office.messenger.last("root")
    action = buttons(card)["Approve"]
    done = await office.press("root", action.name, **action.arguments)
    await office.strike()
    told = office.messenger.last("mia")
    await office.press("mia", "announce_go", d=draft)
    await office.strike(NINE_UTC + timedelta(minutes=3))

    assert "Send" not in buttons(refused.messages[0])
    assert "has not answered yet" in says(asked)
    assert "Good news." in plain_text(card)
    assert "That is 3 people" in plain_text(card)
    assert "Root approved it" in says(done).replace("root", "Root")
    assert told.title == "Approved: Prices"
    assert [office.messenger.of(name) for name in ("ann", "bob", "cho")] == [["Prices"]] * 3
    assert office.messenger.of("max") == []
    async with office.database.read() as session:
        acts = {(line.by, line.act) for line in await audit.lines(session)}
    assert {("mia", "ask for approval"), ("root", "approve"), ("mia", "announce")} <= acts


async def test_whoever_is_away_is_not_waited_for(office: Office):
    await office.change(Contact, "root", away_until=NINE_UTC + timedelta(days=9))
    draft = await office.write("mia", "Prices")
    await office.press("mia", "ask_approval", d=draft)
    await office.strike()

    assert office.messenger.of("max") == ["To approve: Prices"]
    assert office.messenger.of("root") == []


async def test_what_few_get_needs_nobody(office: Office):
    await office.change(Contact, "cho", active=False)
    draft = await office.write("mia", "Prices")
    await office.press("mia", "announce_go", d=draft)
    await office.strike(NINE_UTC + timedelta(minutes=3))

    assert office.messenger.of("ann") == ["Prices"]


async def test_a_changed_text_is_not_approved_any_more_until_it_is_as_it_was(office: Office):
    draft = await approved(office, "Prices")
    await office.write("mia", "Prices", draft, words="Other news.")
    changed = await office.press("mia", "announce_go", d=draft)
    await office.write("mia", "Prices", draft)
    as_it_was = await office.press("mia", "announce_open", d=draft)

    assert "has changed since: please ask again" in says(changed)
    assert "Approved by root" in says(as_it_was)
    assert "Send" in buttons(as_it_was.messages[0])


async def test_who_approved_it_for_the_day_did_not_approve_it_for_the_night(office: Office):
    draft = await approved(office, "Prices", when="tomorrow at 23:00, UTC time")
    await office.fill(keep_moment.keep, "mia", {"why": "The prices change at once."}, d=draft)
    refused = await office.press("mia", "announce_go", d=draft)
    office.clock.forward(minutes=1)
    await office.press("mia", "ask_approval", d=draft)
    await office.press("root", "approve", a=await request(office))
    shown = await office.press("mia", "announce_open", d=draft)

    may_go = [
        any(action.name == "announce_go" for action in buttons(card).values())
        for card in (refused.messages[0], shown.messages[0])
    ]
    assert may_go == [False, True]


async def test_a_card_of_before_a_change_approves_nothing(office: Office):
    draft = await office.write("mia", "Prices")
    await office.press("mia", "ask_approval", d=draft)
    old = await request(office)
    await office.write("mia", "Prices", draft, words="Other news.")
    late = await office.press("root", "approve", a=old)
    await office.press("mia", "ask_approval", d=draft)
    overtaken = await office.press("root", "approve", a=old)

    assert "It has changed since this card" in says(late)
    assert "Asked anew" in says(overtaken)
    assert {row.state for row in await office.all(Approval)} == {"asked", "overtaken"}


async def test_it_is_sent_back_with_a_word_why(office: Office):
    draft = await office.write("mia", "Prices")
    await office.press("mia", "ask_approval", d=draft)
    asked = await request(office)
    form = await office.press("root", "send_back", a=asked)
    nothing = await office.fill(approve.send_back, "root", {"why": " "}, a=asked)
    await office.fill(approve.send_back, "root", {"why": "Name the day."}, a=asked)
    await office.strike()
    shown = await office.press("mia", "announce_open", d=draft)

    assert form.form is not None
    assert "say in a word" in nothing.errors["why"]
    assert "Name the day." in plain_text(office.messenger.last("mia"))
    assert "sent it back" in says(shown)


async def test_a_second_person_reads_it_as_others_get_it_before_they_approve(office: Office):
    words = ":::tier Gold\nGold gets ten percent.\n:::\n:::tier other\nIt holds.\n:::"
    draft = await office.write("mia", "Prices", words=words)
    await office.press("mia", "ask_approval", d=draft)
    await office.strike()
    card = office.messenger.last("root")
    action = buttons(card)["Read it as \u2026"]
    form = await office.do(read_as.ask_for_reader, "root", action.name, **action.arguments)
    wanted = {"role": "sales", "tier": "gold"}
    read = await office.fill(read_as.show_reading, "root", wanted, **form.form.action.arguments)
    ann = await office.fill(read_as.show_reading, "ann", wanted, **form.form.action.arguments)

    assert "Gold gets ten percent." not in plain_text(card)
    assert "Gold gets ten percent." in says(read)
    assert "Gold gets ten percent." not in says(ann)


async def test_nobody_approves_what_they_took_in_from_a_file(office: Office):
    draft = await office.write("mia", "Prices")
    async with office.database.begin() as session:
        about = audit.About("draft", draft)
        audit.record(session, "root", approvals.TOOK_IN, about, office.clock.now())
    await office.press("mia", "ask_approval", d=draft)
    own = await office.press("root", "approve", a=await request(office))

    assert "Somebody else has to approve it" in says(own)


async def test_nobody_approves_what_they_wrote_on(office: Office):
    draft = await office.write("mia", "Prices")
    await office.write("root", "Prices", draft, words="Root's news.")
    await office.press("mia", "ask_approval", d=draft)
    asked = await request(office)
    own = await office.press("mia", "approve", a=asked)
    helped = await office.press("root", "approve", a=asked)
    await office.press("max", "approve", a=asked)

    assert "Somebody else has to approve it" in says(own)
    assert "Somebody else has to approve it" in says(helped)
    assert [row.decided_by for row in await office.all(Approval)] == ["max"]


async def test_a_button_by_someone_who_lost_the_right_says_so(office: Office):
    draft = await office.write("mia", "Prices")
    await office.press("mia", "ask_approval", d=draft)
    await office.change(Contact, "root", permission="member")
    late = await office.press("root", "approve", a=await request(office))

    assert "or not any more. Nothing was changed" in says(late)
    assert [row.state for row in await office.all(Approval)] == ["asked"]


async def test_an_approval_that_was_left_lying_is_too_old(office: Office):
    draft = await approved(office, "Prices")
    office.clock.forward(days=15)
    late = await office.press("mia", "announce_go", d=draft)

    assert "more than two weeks old" in says(late)


async def test_an_audience_that_grew_waits_at_its_slot_and_goes_out_when_it_is_approved(
    office: Office,
):
    draft = await approved(office, "Prices", when=TOMORROW)
    await office.press("mia", "announce_go", d=draft)
    await office.person("dan", partner_id="p2")
    await office.strike(SLOT)
    waits, [(_, state)] = office.messenger.of("ann"), await office.occurrences()
    shown = await office.press("mia", "announce_open", d=draft)
    await office.press("mia", "ask_approval", d=draft)
    await office.press("root", "approve", a=await request(office))
    await office.strike(SLOT + timedelta(hours=1))

    assert waits == []
    assert state == "open: not approved: its audience grew since it was approved"
    assert "Waits for approval: Prices" in says(shown)
    assert office.messenger.of("dan") == ["Prices"]
    assert await office.occurrences() == [(SLOT.replace(tzinfo=None), "planned")]


async def test_what_nobody_approves_in_time_is_missed_with_its_reason_and_kept(office: Office):
    draft = await approved(office, "Prices", when=TOMORROW)
    await office.press("mia", "announce_go", d=draft)
    await office.person("dan", partner_id="p2")
    await office.strike(SLOT)
    await office.strike(SLOT + timedelta(hours=13))
    [(_, state)] = await office.occurrences()

    assert state == "missed: not approved: its audience grew since it was approved"
    assert "edition" not in {send.kind for send in await office.sends()}


async def test_who_wrote_on_what_was_missed_is_no_second_person_for_what_begins_anew(
    office: Office,
):
    draft = await office.write("mia", "Prices", when=TOMORROW)
    await office.write("root", "Prices", draft, words="Root's news.", when=TOMORROW)
    await office.press("mia", "ask_approval", d=draft)
    await office.press("max", "approve", a=await request(office))
    await office.press("mia", "announce_go", d=draft)
    await office.person("dan", partner_id="p2")
    await office.strike(SLOT)
    await office.strike(SLOT + timedelta(hours=13))
    await office.press("mia", "announce_back", d=draft)
    [anew] = [one.id for one in await office.all(Draft) if one.state == "open"]
    await office.write("mia", "Prices", anew, when="in two days at 9, Berlin")
    await office.press("mia", "ask_approval", d=anew)
    [asked] = [row.id for row in await office.all(Approval) if row.state == "asked"]
    helped = await office.press("root", "approve", a=asked)

    assert "Somebody else has to approve it" in says(helped)


async def test_what_waits_can_be_taken_back_and_what_was_said_of_it_holds(office: Office):
    draft = await approved(office, "Prices", when=TOMORROW)
    await office.press("mia", "announce_go", d=draft)
    await office.person("dan", partner_id="p2")
    await office.strike(SLOT)
    back = await office.press("mia", "announce_back", d=draft)
    await office.strike(SLOT + timedelta(minutes=1))

    assert "Draft: Prices" in says(back)
    assert office.messenger.of("ann") == []
    assert "Waits" not in says(back)


async def test_what_waits_is_counted_again_in_a_while_and_heard_of_at_once(office: Office):
    """With every tick it is asked; to count thousands each time would hold up everybody."""
    gate = Gate(Policy(above=2), monotonic=lambda: office.ticks)
    text = WrittenText("v1", TextKind.EDITION, "announcements/x", 1, "Good news.", owner="mia")
    wanted = Wanted(subject=text.key, body=text.body, title="", whom="", comes="", people=2)

    async def lack(seconds: float) -> Lack | None:
        office.ticks += seconds
        async with office.database.read() as session:
            return await gate.lack(session, text, Audience())

    lacks = [await lack(0)]
    async with office.database.begin() as session:
        asked = await approvals.ask(session, wanted, "mia", NINE_UTC)
        await approvals.decide(session, asked, "approved", "root", NINE_UTC)
    lacks.append(await lack(1))
    await office.change(Contact, "cho", active=False)
    lacks += [await lack(59), await lack(1)]

    assert lacks == [Lack.NEVER, Lack.GREW, Lack.GREW, None]


@pytest.mark.parametrize("files_too", [False, True])
async def test_a_file_is_approved_by_its_review_or_else_a_second_person_is_asked_before(
    database_url: str, *, files_too: bool
):
    database = Database(async_url(database_url))
    office = Office(database, Policy(above=2, files_too=files_too))
    await office.open_up()
    file = draft_edition(
        "one", "---\nnewsletter: pulse\ntitle: One\n---\nNews.\n", PULSE, ""
    ).file()
    now = NINE_UTC + timedelta(hours=1)
    async with database.begin() as session:
        await cadences.sync(session, [PULSE.cadence.file("newsletter", "pulse")], now)
        await texts.bring_in(session, [file], now)
    await office.strike(now)
    await office.strike(now + timedelta(hours=1))
    asked = office.messenger.of("root")
    if files_too:
        await office.press("root", "approve", a=await request(office))
    await office.strike(SLOT)

    assert asked == (["To approve: One"] if files_too else [])
    assert office.messenger.of("ann") == ["One"]
    await database.close()


async def test_an_edition_that_nobody_approved_is_told_of_before_its_slot_until_somebody_does(
    database_url: str,
):
    database = Database(async_url(database_url))
    office = Office(database, Policy(above=2, files_too=True))
    await office.open_up()
    files = [
        draft_edition(key, f"---\nnewsletter: pulse\n{head}\n---\nNews.\n", PULSE, "").file()
        for key, head in (("one", "title: One"), ("kept", "title: Kept\nevergreen: true"))
    ]
    now = NINE_UTC + timedelta(hours=1)
    async with database.begin() as session:
        await cadences.sync(session, [PULSE.cadence.file("newsletter", "pulse")], now)
        await texts.bring_in(session, files, now)
    shelves = Shelves(office.editions.head, lambda _newsletter: WhenEmpty.MISS)
    gate = Gate(office.context.policy)
    async with database.read() as session:
        before = await empty_slots.empty(session, shelves, now, gate)
        name = empty_slots.about((await office.all(Cadence))[0].id, SLOT.replace(tzinfo=None))
        seen = await empty_slots.find(session, shelves, now, name, gate)
    card = cards.card(WORDING, "Pulse", seen)
    async with database.begin() as session:
        slot = SLOT.replace(tzinfo=None)
        await fillings.give(session, seen.slot.cadence_id, slot, seen.evergreen.key, "mia", now)
    async with database.read() as session:
        given = await empty_slots.find(session, shelves, now, name, gate)
        open_to = [(found.lack, found.slot.head.title) for found in (seen, given)]
        after = await empty_slots.empty(session, shelves, now, gate)

    slots = [one.slot for one in before["slot_empty_soon"]]
    assert slots == [SLOT.replace(tzinfo=None)]
    assert open_to == [(Lack.NEVER, "One"), (None, "Kept")]
    assert {"What waits for approval", "Skip and say so", "Send “Kept”"} <= set(buttons(card))
    assert "Write it" not in buttons(card)
    assert after["slot_empty_soon"] == []
    await database.close()


async def test_of_two_who_answer_in_the_same_moment_one_is_heard_and_the_other_sees_it(
    office: Office,
):
    draft = await office.write("mia", "Prices")
    await office.press("mia", "ask_approval", d=draft)
    asked = await request(office)
    answers = await asyncio.gather(
        office.press("root", "approve", a=asked),
        office.fill(approve.send_back, "max", {"why": "Name the day."}, a=asked),
        office.press("root", "approve", a=asked),
    )
    [row] = await office.all(Approval)
    async with office.database.read() as session:
        acts = [line.act for line in await audit.lines(session)]

    assert (row.state, row.decided_by) in {("approved", "root"), ("refused", "max")}
    assert len([act for act in acts if act in {"approve", "send back"}]) == 1
    heard = "approved it" if row.state == "approved" else "sent it back"
    assert all(heard in says(one) for one in answers)


async def test_an_approval_stands_though_its_giver_lost_the_right_since(office: Office):
    draft = await approved(office, "Prices")
    await office.change(Contact, "root", permission="member")
    await office.press("mia", "announce_go", d=draft)
    await office.strike(NINE_UTC + timedelta(minutes=3))

    assert office.messenger.of("ann") == ["Prices"]
