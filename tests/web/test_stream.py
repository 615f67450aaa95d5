import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.event import Reply
from bot.message import notice
from bot.ports import Destination
from drumbeat.demo.chat.announcer import Announcer
from tests.web.doubles import MARTA, OKAFOR, open_house
from tests.web.rich import REASON, survey
from tests.web.visitor import browsing

WHO = MARTA.contact_id
TO = Destination("web", None, WHO)


class Listener:
    """Reads server-sent events one by one."""

    def __init__(self, answer) -> None:
        self.answer = answer

    async def event(self, wanted: str) -> tuple[str, dict]:
        """Return the next event of this name, with its id."""
        name, number = "", ""
        async for raw in self.answer.content:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("id: "):
                number = line.removeprefix("id: ")
            elif line.startswith("data: ") and name == wanted:
                return number, json.loads(line.removeprefix("data: "))
        raise AssertionError(f"the stream ended without {wanted}")

    async def beat(self) -> None:
        """Wait for a sign of life."""
        async for raw in self.answer.content:
            if raw.startswith(b":"):
                return

    async def rest(self) -> bytes:
        return await self.answer.content.read()


@asynccontextmanager
async def listening(marta, *, query="", **headers):
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        asyncio.timeout(10),
        marta.client.get(f"/chat/events{query}", headers=told) as answer,
    ):
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        yield Listener(answer)


async def test_a_delivery_appears_on_the_open_page(marta, house):
    async with listening(marta) as page:
        await page.event("now")
        receipt = await house.room.messenger.deliver(TO, notice("News <now>"), "d-1")
        number, line = await page.event("line")

    assert receipt.message_id == "d-1"
    assert line["id"] == "d-1"
    assert number == str(line["number"])
    assert '<h2 dir="auto">News &lt;now&gt;</h2>' in line["html"]


async def test_what_is_taken_back_says_so_in_the_language_it_was_in(marta, house):
    german = replace(notice("Neuigkeiten"), language="de")
    receipt = await house.room.messenger.deliver(TO, german, "d-1")
    async with listening(marta, query=f"?after={house.chat_log.lines[WHO][-1].number}") as page:
        await page.event("now")
        await house.room.messenger.retract(TO, receipt)
        _, line = await page.event("line")

    assert "Diese Nachricht wurde zurückgenommen." in line["html"]
    assert '<div class="message" lang="de" dir="ltr">' in line["html"]
    assert "Neuigkeiten" not in line["html"]


async def test_a_page_that_lost_its_stream_gets_what_it_missed_and_no_more(marta, house):
    await house.chat_log.append(WHO, message=notice("Old"), line_id="old")
    await house.chat_log.append(WHO, message=notice("Missed"), line_id="missed")

    async with listening(marta, query="?after=0", Last_Event_ID="1") as page:
        number, line = await page.event("line")

    assert (number, line["id"]) == ("2", "missed")


async def test_a_page_without_events_so_far_begins_after_what_it_shows(marta, house):
    await house.chat_log.append(WHO, message=notice("Shown"), line_id="shown")
    await house.chat_log.append(WHO, message=notice("New"), line_id="new")

    async with listening(marta, query="?after=1") as page:
        assert (await page.event("line"))[1]["id"] == "new"


async def test_an_event_id_that_is_none_means_from_the_beginning(marta, house):
    await house.chat_log.append(WHO, message=notice("First"), line_id="first")

    async with listening(marta, Last_Event_ID="-7 or so") as page:
        assert (await page.event("line"))[1]["id"] == "first"


async def test_a_changed_line_comes_again_under_its_old_id(marta, house):
    await house.chat_log.append(WHO, message=survey(), line_id="card")

    async with listening(marta) as page:
        first, _ = await page.event("line")
        await house.chat_log.replace(WHO, "card", survey(9))
        second, line = await page.event("line")

    assert int(second) > int(first)
    assert line["id"] == "card"
    assert 'aria-pressed="true">9<' in line["html"]


async def test_a_form_opened_elsewhere_appears_and_goes_again(marta, house):
    house.dispatch.reply = Reply(form=REASON)

    async with listening(marta) as page:
        await page.event("now")
        await marta.say("give me the form")
        _, form = await page.event("form")
        fields = marta.form("/chat/submit").fields
        await marta.post("/chat/submit", {**fields, "cancel": "1"})
        _, closed = await page.event("form-closed")

    assert "What is the main reason for your 9?" in form["html"]
    assert closed["version"] == form["version"]


async def test_the_clock_on_an_open_page_moves(marta, house):
    async with listening(marta) as page:
        await page.event("now")
        await house.stage.next_beat(WHO)
        _, now = await page.event("now")

    assert now == {"text": "It is Wed 25 Nov 2026, 09:00 in Berlin"}


async def test_nothing_of_other_people_is_told(marta, house):
    await house.chat_log.append(OKAFOR.contact_id, said="for Ada alone")
    await house.chat_log.append(WHO, said="for Marta")

    async with listening(marta) as page:
        _, line = await page.event("line")

    assert "for Marta" in line["html"]


async def test_a_quiet_stream_shows_that_it_lives(marta):
    async with listening(marta) as page:
        await page.beat()


async def test_a_browser_that_is_nobody_is_told_to_stop_asking(stranger):
    async with stranger.get("/chat/events") as answer:
        assert answer.status == 204


async def test_a_stream_ends_at_once_when_the_server_stops(marta, house):
    async with listening(marta) as page:
        await page.event("now")
        await house.server.stop()

        assert b"line" not in await page.rest()


async def test_an_answer_that_takes_long_is_promised_and_follows_on_the_stream():
    async with open_house(deadline=0.01) as house, browsing(house) as marta:
        house.dispatch.gate.clear()
        house.dispatch.reply = Reply(messages=(notice("At last"),))
        async with listening(marta, query="?after=1") as page:
            await page.event("now")
            await marta.say("a long question")
            promised = marta.html
            house.dispatch.gate.set()
            _, line = await page.event("line")

    assert "Still working on it." in promised
    assert "At last" in line["html"]
    assert len(house.dispatch.events) == 1


async def test_the_script_hears_of_a_late_answer_as_well():
    async with open_house(deadline=0.01) as house, browsing(house) as marta:
        house.dispatch.gate.clear()
        fields = {**marta.form("/chat/say").fields, "text": "long", "after": "0"}
        status, answer = await marta.ask_data("/chat/say", fields)

    assert status == 200
    assert answer["note"].startswith("Still working on it.")
    assert "long" in answer["lines"][0]["html"]


async def test_a_closed_announcer_wakes_everybody():
    announcer = Announcer()

    with announcer.listening(WHO) as bell:
        announcer.close()

        assert announcer.closed
        assert await bell.heard(1)
