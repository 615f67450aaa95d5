"""A partner manager announces in chat: written, seen, sent, taken back, and repeated."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.slack.rich_text import rich_text_of
from bot.beat.store.draft_tables import Draft
from bot.beat.store.tables import Cadence, Delivery, Send
from bot.people.store.tables import Contact, Partner
from bot.store.audit_tables import Audit
from tests.journeys.conftest import says

MANAGER, TECHNICAL = "cirrus-04", "acme-it-01"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
WEEKLY = "every Tuesday at 9, UTC time"
WORDS = "The **new price list** is [here](https://cirrus.example/prices).\n\n- Gold\n- Silver"
GIVEN = {"title": "New price list", "words": rich_text_of(WORDS), "topic": "programme-news"}


@pytest.fixture
async def people(slack, slack_house, somebody, clock):
    """A partner manager and somebody at a partner, both met on Slack."""
    clock.move_to(NOW)
    mia, ada = await somebody(MANAGER), await somebody(TECHNICAL)
    for person in (mia, ada):
        await person.say_in_dm("help")
        await slack.wait_for_message(person, says("What I can do"))
    return mia, ada


async def written(slack, mia, **more):
    """Write an announcement; return the draft as it is shown."""
    await mia.command("/announce")
    await mia.submit(await slack.wait_for_view(mia, bool), GIVEN | more)
    title = f"Draft: {more.get('title', GIVEN['title'])}"
    return await slack.wait_for_message(mia, says(title))


async def let_technicians(house, *, active):
    async with house.house.database.begin() as session:
        theirs = update(Contact).where(Contact.role == "technical")
        await session.execute(theirs.values(active=active))


async def rows(house, statement):
    async with house.house.database.read() as session:
        return list(await session.scalars(statement))


async def strike(house, clock, moment):
    clock.move_to(moment)
    await house.house.drum.strike(clock.now())


@pytest.mark.both_databases
async def test_a_draft_is_seen_as_it_will_be_read_sent_taken_back_and_sent_again(
    slack, slack_house, people, clock
):
    mia, ada = people
    draft = await written(slack, mia)
    before = draft.text
    assert "done within a minute" in before
    preview = await slack.wait_for_message(mia, says("new price list"))
    await mia.press(draft, "Send")
    await slack.until(lambda: says("Planned: New price list")(draft))
    await mia.press(draft, "Take it back")
    await slack.until(lambda: says("Draft: New price list")(draft))
    await strike(slack_house, clock, NOW + timedelta(minutes=10))
    nothing = await rows(slack_house, select(Send.id).where(Send.title == "New price list"))
    await mia.press(draft, "Send")
    await slack.until(lambda: says("Planned: New price list")(draft))
    await strike(slack_house, clock, NOW + timedelta(minutes=14))
    got = await slack.wait_for_message(ada, says("new price list"))
    await mia.press(draft, "Take it back")
    late = await slack.wait_for_message(mia, says("It is on its way already"))

    assert "It goes out within three minutes" in before
    assert "https://cirrus.example/prices" in str(preview.blocks)
    assert nothing == []
    assert "what Cirrus Channel Cloud has to tell between its newsletters" in got.text
    assert "Mute" in " ".join(got.labels())
    assert "stop all sends" in late.text
    acts = await rows(slack_house, select(Audit.act).where(Audit.by == MANAGER))
    assert acts.count("announce") == 2
    assert slack.unanswered == []


@pytest.mark.both_databases
async def test_what_is_repeated_comes_at_every_slot_once_until_it_is_taken_back(
    slack, slack_house, people, clock
):
    mia, ada = people
    whom = {"whom": "technical people at gold partners", "sender": "manager"}
    draft = await written(slack, mia, when=WEEKLY, **whom)
    await mia.press(draft, "Plan it")
    await slack.until(lambda: says("Planned: New price list")(draft))
    await mia.say_in_dm("schedule")
    calendar = await slack.wait_for_message(mia, says("What comes next"))
    for weeks in (0, 1):
        slot = datetime(2026, 11, 24, 9, 0, tzinfo=UTC) + timedelta(weeks=weeks)
        await strike(slack_house, clock, slot)
        await slack.until(
            lambda seen=weeks + 1: (
                len([m for m in ada.inbox if says("new price list")(m)]) == seen
            ),
            timeout=20,
        )
    await mia.press(draft, "Take it back")
    await slack.wait_for_message(mia, says("No further one goes out"))
    cadence = (await rows(slack_house, select(Cadence).where(Cadence.kind == "announcement")))[0]

    theirs = select(Contact.name).join(Partner, Partner.manager_id == Contact.id)
    hers = select(Contact.partner_id).where(Contact.id == TECHNICAL).scalar_subquery()
    [name] = await rows(slack_house, theirs.where(Partner.id == hers))
    heard = [m.look for m in ada.inbox if says("new price list")(m)]
    assert heard == [{"username": name}] * 2
    assert "It comes from each partner's own manager" in draft.text
    assert "Every Tuesday at 09:00, UTC time." in draft.text
    assert "22 Dec 2026" in draft.text
    assert "technical" in draft.text
    assert "Gold" in draft.text
    assert "New price list" in calendar.text
    assert (cadence.owner, cadence.next_slot, cadence.paused) == (MANAGER, None, True)
    sends = await rows(slack_house, select(Send).where(Send.subject == cadence.subject))
    roles = {one.audience for one in sends}
    assert len(sends) == 2
    assert all("technical" in one for one in roles)
    assert len(set(await rows(slack_house, select(Delivery.send_id)))) >= 2


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"when": "twice a month"}, "when", "On which day?"),
        ({"when": "whenever the moon is blue"}, "when", "moon"),
        ({"whom": "gold partners in Atlantis"}, "whom", "Atlantis"),
        ({"whom": "everyone but detractors"}, "whom", "only administrators choose"),
        ({"when": "today at 1 pm"}, "when", "is over already"),
        ({"words": rich_text_of("Dear {{ nonsense }},")}, "words", "Line 1"),
        ({"title": "Launch {{ x }}"}, "title", "cannot be read"),
        ({"picture": "logo.png", "picture_says": "A"}, "picture", "https://"),
        ({"picture": "pictures/gone.png", "picture_says": "A"}, "picture", "no picture"),
    ],
)
async def test_what_cannot_be_meant_is_said_on_the_form_and_nothing_is_kept(
    slack, slack_house, people, given, field, told
):
    mia, _ = people
    await mia.command("/announce")
    view = await slack.wait_for_view(mia, bool)
    ack = await mia.submit(view, GIVEN | given)

    assert told in ack.json()["errors"][field]
    assert await rows(slack_house, select(Draft)) == []


async def test_drafts_are_found_again_changed_and_thrown_away_by_who_wrote_them(
    slack, slack_house, people, somebody
):
    mia, ada = people
    await mia.open_home()
    home = await slack.wait_for_home(mia)
    await ada.open_home()
    hers = await slack.wait_for_home(ada)
    await mia.command("/announce", "New price list")
    view = await slack.wait_for_view(mia, bool)
    await mia.submit(view, {name: GIVEN[name] for name in ("words", "topic")})
    await slack.wait_for_message(mia, says("Draft: New price list"))
    await mia.say_in_dm("drafts")
    listed = await slack.wait_for_message(mia, says("Your announcements"))
    await mia.press(listed, "Open")
    opened = await slack.until(lambda: [m for m in mia.inbox if says("Draft:")(m)][1:])
    await mia.press(opened[0], "Change")
    view = await slack.wait_for_view(mia, bool)
    await mia.submit(view, {"title": "Newer price list"})
    changed = await slack.wait_for_message(mia, says("Draft: Newer price list"))
    await mia.press(changed, "Throw away")
    await slack.until(lambda: says("Thrown away: Newer price list")(changed))
    await ada.say_in_dm("announce")
    refused = await slack.wait_for_message(ada, says("Announcements are written by"))

    assert ("Write an announcement" in str(home.blocks), "Write an" in str(hers.blocks)) == (
        True,
        False,
    )
    assert refused
    assert "a draft since" in listed.text
    assert [one.state for one in await rows(slack_house, select(Draft))] == ["dropped"]


@pytest.mark.both_databases
@pytest.mark.every_change
async def test_who_announced_sees_whom_it_reached_holds_it_and_lets_it_go_on(
    slack, slack_house, people, clock, somebody
):
    mia, ada = people
    other = await somebody("cirrus-03")
    draft = await written(slack, mia, when="on 25 November 2026 at 9")
    await mia.press(draft, "Plan it")
    await slack.until(lambda: says("Planned: New price list")(draft))
    await strike(slack_house, clock, datetime(2026, 11, 24, 19, 0, tzinfo=UTC))
    await mia.say_in_dm("sends")
    listed = await slack.wait_for_message(mia, says("The latest sends"))
    await mia.press(listed, "Report: New price list")
    card = await slack.wait_for_message(mia, says("whom it reached"))
    await other.say_in_dm("sends")
    theirs = await slack.wait_for_message(other, says("The latest sends"))
    await other.press(theirs, "Report: New price list")
    held = await slack.wait_for_message(other, says("whom it reached"))
    await mia.press(card, "Pause")
    await slack.until(lambda: says("It is paused")(card))
    await strike(slack_house, clock, datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    nothing = [one for one in ada.inbox if says("new price list")(one)]
    await mia.press(card, "Resume")
    await slack.until(lambda: not says("It is paused")(card))
    await strike(slack_house, clock, datetime(2026, 11, 25, 13, 0, tzinfo=UTC))
    await slack.wait_for_message(ada, says("new price list"))
    await mia.press(card, "Look again")
    await slack.until(lambda: "Reached 0" not in card.text)

    assert nothing == []
    assert "no way to reach them yet" in card.text
    assert "Pause" not in held.labels()
    acts = await rows(slack_house, select(Audit.act).where(Audit.by == MANAGER))
    assert {"announce", "pause send", "resume send"} <= set(acts)
    assert slack.unanswered == []


@pytest.mark.both_databases
async def test_what_cannot_be_sent_is_not_promised_and_what_was_missed_is_written_anew(
    slack, slack_house, people, clock
):
    mia, ada = people
    draft = await written(slack, mia, whom="technical people at gold partners", when=WEEKLY)
    await let_technicians(slack_house, active=False)
    await mia.press(draft, "Plan it")
    refused = await slack.wait_for_message(mia, says("Nobody is meant"))
    promised = await rows(slack_house, select(Cadence).where(Cadence.kind == "announcement"))
    await let_technicians(slack_house, active=True)
    await mia.press(draft, "Plan it")
    await slack.until(lambda: says("Planned: New price list")(draft))
    when = "on 25 November 2026 at 9, UTC time"
    once = await written(slack, mia, title="Only once", when=when)
    await mia.press(once, "Plan it")
    await slack.until(lambda: says("Planned: Only once")(once))
    await strike(slack_house, clock, datetime(2026, 11, 27, 9, 0, tzinfo=UTC))
    await mia.press(once, "Take it back")
    await slack.until(lambda: says("Draft: Only once")(once))
    await strike(slack_house, clock, datetime(2026, 12, 1, 9, 5, tzinfo=UTC))
    await slack.wait_for_message(ada, says("new price list"))

    assert refused
    assert promised == []
    assert "Its moment is over" in once.text


async def test_what_has_gone_out_says_so_and_leads_to_whom_it_reached(
    slack, slack_house, people, clock
):
    mia, ada = people
    draft = await written(slack, mia)
    await mia.press(draft, "Send")
    await slack.until(lambda: says("Planned: New price list")(draft))
    await strike(slack_house, clock, NOW + timedelta(minutes=5))
    await slack.wait_for_message(ada, says("new price list"))
    await mia.say_in_dm("drafts")
    await mia.press(await slack.wait_for_message(mia, says("Your announcements")), "Open")
    over = await slack.wait_for_message(mia, says("Gone out: New price list"))
    await mia.press(over, "See whom it reached")
    sends = await slack.wait_for_message(mia, says("The latest sends"))

    assert "Take it back" not in over.labels()
    assert "New price list, opened" in sends.text
