"""A draft of chat can what a file can: be in several languages, and wait for an empty slot."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.beat.link_watch import LinkWatch
from bot.beat.ports import Proofs
from bot.beat.rules.approving import ANYTHING_GOES, Policy
from bot.beat.rules.proofs import Finding
from bot.beat.store import texts
from bot.beat.store.draft_tables import Draft
from bot.beat.store.drafts import find
from bot.beat.usecases import announce, correct_send, mark_evergreen, translate_drafts
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.store.sessions import Database, async_url
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.office import Office, buttons, says
from tests.scheduler.world import NINE_UTC, newsletter

SOON = NINE_UTC + timedelta(minutes=3)
GERMAN = {"language": "de", "title": "Preise", "words": "Gute **Nachrichten**."}


async def opened(database_url: str, policy: Policy) -> Office:
    office = Office(Database(async_url(database_url)), policy)
    await office.open_up()
    await office.change(Contact, "ann", language="de-AT")
    return office


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    office = await opened(database_url, ANYTHING_GOES)
    yield office
    await office.database.close()


async def in_german(office: Office, who: str, draft: str, **more: str):
    return await office.fill(translate_drafts.keep, who, {**GERMAN, **more}, d=draft)


async def announcement(office: Office, draft: str):
    async with office.database.read() as session:
        found = await find(session, draft)
    return found.announcement


async def send(office: Office, draft: str) -> None:
    await office.press("mia", "announce_go", d=draft)
    office.clock.moment = SOON
    await Drum(office.beat(), EmbeddedEngine()).strike(SOON)


async def test_readers_of_another_language_get_its_own_words_and_a_correction_of_them(
    office: Office,
):
    draft = await office.write("mia", "Prices")
    wrong = await in_german(office, "mia", draft, words="<form>no</form>")
    unknown = await in_german(office, "mia", draft, language="xx")
    shown = await in_german(office, "mia", draft)
    form = (await office.do(translate_drafts.ask, "mia", "announce_language", d=draft)).form
    await office.write("mia", "Prices", draft, words="Good news!")
    await send(office, draft)

    assert set(wrong.errors) == {"words"}
    assert set(unknown.errors) == {"language"}
    assert "Also written in Deutsch" in says(shown)
    assert "Gute Nachrichten" in says(shown)
    assert "de" not in {one.value for one in form.fields[0].options}
    assert (office.messenger.of("ann"), office.messenger.of("bob")) == (["Preise"], ["Prices"])

    [sent] = await office.sends()
    asked = (await office.do(correct_send.ask, "mia", "correct_send", s=sent.id)).form
    values = {"title": "Prices", "words": "Good news!", "note": "Typo", "letters": "none"}
    german = {"title_de": "Neue Preise", "words_de": "Gute Nachricht."}
    await office.fill(correct_send.keep, "mia", values | german, s=sent.id)

    assert {"title_de", "words_de"} <= {field.name for field in asked.fields}
    assert [one.title for one in (await announcement(office, draft)).languages] == ["Preise"]


async def test_a_language_is_changed_and_removed(office: Office):
    draft = await office.write("mia", "Prices")
    await in_german(office, "mia", draft)
    await office.fill(
        translate_drafts.keep,
        "mia",
        {**GERMAN, "title": "Neue Preise", "becomes": "keep"},
        d=draft,
        l="de",
    )
    changed = await announcement(office, draft)
    await office.fill(translate_drafts.keep, "mia", {"becomes": "remove"}, d=draft, l="de")
    others = await office.fill(translate_drafts.keep, "max", GERMAN, d=draft)

    assert [(one.tag, one.title) for one in changed.languages] == [("de", "Neue Preise")]
    assert (await announcement(office, draft)).languages == ()
    assert "Deutsch" not in says(others)


async def test_another_language_ends_an_approval(database_url: str):
    office = await opened(database_url, Policy(above=2))
    draft = await office.write("mia", "Prices")
    asked = await office.press("mia", "ask_approval", d=draft)
    assert asked.update is not None
    await office.strike()
    request = buttons(office.messenger.last("root"))["Approve"].arguments["a"]
    await office.press("root", "approve", a=request)
    before = await office.press("mia", "announce_open", d=draft)
    await in_german(office, "mia", draft)
    await send(office, draft)
    after = await office.press("mia", "announce_open", d=draft)

    assert "Send" in " ".join(buttons(before.messages[0]))
    assert "changed" in says(after)
    assert office.messenger.of("bob") == []
    await office.database.close()


class Asking(Proofs):
    """Asks links as a house with the web does; one of them is dead."""

    asks_links = True
    asked = 0

    async def dead_links(self, text):
        self.asked += 1
        return (Finding(3, "dead_link", told=(("url", "https://a.example/x"), ("why", "404"))),)


async def test_links_are_asked_when_approval_is_and_stand_on_both_cards(database_url: str):
    office = await opened(database_url, Policy(above=2))
    office.context = replace(office.context, proofs=Asking())
    office.begin_anew()
    draft = await office.write("mia", "Prices")
    watch = LinkWatch(office.context)

    async def look():
        await watch.look(NINE_UTC)
        await watch.settled()

    await look()
    asked = await office.press("mia", "ask_approval", d=draft)
    await look()
    again = await office.press("mia", "announce_open", d=draft)
    await office.strike()
    await look()

    assert "are being asked" in says(asked)
    assert "1 link does not answer" in says(again)
    assert "Line 3: https://a.example/x" in says(again)
    assert "1 link does not answer" in plain_text(office.messenger.last("root"))
    assert office.context.proofs.asked == 1
    await office.database.close()


@pytest.mark.parametrize(
    ("who", "change", "left"),
    [
        ("mia", {"words": "Other news."}, ""),
        ("mia", {"whom": "gold partners"}, ""),
        ("mia", {}, "It ends."),
        ("root", {"words": "Other news.", "must_read": "It ends."}, "It ends."),
    ],
)
async def test_must_read_holds_for_the_words_and_readers_it_was_said_of(
    office: Office, who: str, change: dict[str, str], left: str
):
    draft = await office.write("mia", "Prices")
    await office.write("root", "Prices", draft, must_read="It ends.")
    values = {"title": "Prices", "words": "Good news.", "topic": "news", **change}
    reply = await office.fill(announce.keep, who, values, d=draft)

    assert (await announcement(office, draft)).must_read == left
    assert ("not must-read any more" in says(reply)) == (not left)


async def test_words_in_another_language_are_other_words_for_must_read(office: Office):
    draft = await office.write("mia", "Prices")
    await office.write("root", "Prices", draft, must_read="It ends.")
    reply = await in_german(office, "mia", draft)

    assert (await announcement(office, draft)).must_read == ""
    assert "not must-read any more" in says(reply)


async def test_an_edition_of_chat_is_kept_for_an_empty_slot_and_taken_back(office: Office):
    office.texts.editions = []
    await office.promise(newsletter(zone="UTC"))
    slot = f"pulse {NINE_UTC + timedelta(days=1):%Y-%m-%dT%H:%M}"
    draft = await office.write("mia", "Any day", slot=slot)

    async def press(use_case, name):
        return await office.do(use_case, "mia", name, d=draft)

    marked = await press(mark_evergreen.mark, "announce_evergreen")
    assert "no slot of its own" in plain_text(marked.update)
    kept = await office.press("mia", "announce_go", d=draft)
    async with office.database.read() as session:
        [text] = await texts.standing(session, texts.TextKind.EDITION, "pulse")
    head = office.context.desk.head_of(text)
    back = await office.press("mia", "announce_back", d=draft)
    async with office.database.read() as session:
        left = await texts.standing(session, texts.TextKind.EDITION, "pulse")
    unmarked = await press(mark_evergreen.mark, "announce_evergreen")

    assert kept.update.title == "Kept for an empty slot: Any day"
    assert (head.evergreen, head.day) == (True, None)
    assert list(left) == []
    assert "Keep it for an empty slot" in buttons(back.update)
    assert "Make it an evergreen" in buttons(unmarked.update)
    assert {row.state for row in await office.all(Draft)} == {"open"}
