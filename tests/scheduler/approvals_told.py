"""What people do with texts that want approval, in any order, as a machine that tells stories.

They write, edit, ask, approve, hold, pause, stop and undo; the power goes, processes restart.

Nobody gets a text that was not approved as it stood, nobody twice, nothing leaves that somebody
keeps back, and in the end each recipient of the audience is in exactly one of the four counts.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from functools import wraps
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from sqlalchemy import select

from bot.beat.rules.approving import Policy, has_grown
from bot.beat.rules.reach import four_counts
from bot.beat.store import holds, ledger, sends, standstill, stopping
from bot.beat.store.approval_tables import Approval, Hold
from bot.beat.store.draft_tables import Draft
from bot.beat.store.holds import Target
from bot.beat.store.tables import Delivery, Send, TextVersion
from bot.beat.usecases import announce, approve
from bot.errors import OutcomeUnknown
from bot.people.store.tables import Contact
from bot.plain_text import plain_text
from bot.store.sessions import Database, async_url
from scheduler.tick import tick
from tests.scheduler.office import Office
from tests.scheduler.world import DyingDatabase

MARK = re.compile(r"version (\d+)\.")
POLICY = Policy(above=2, object_to=frozenset({"announcements"}))
LATER = "in two days at 9 in the reader's time"
"""Tomorrow may be over somewhere by the evening, and is refused then."""
MOMENTS = st.sampled_from(("", LATER))
PARTNERS = st.sampled_from(("p1", "p2"))
READERS = ("ann", "bob", "cho")
STAFF = frozenset({"mia", "max", "root"})
"""They read texts before anybody else, to approve them."""

Fresh = Callable[[], AbstractContextManager[str]]


def does(step: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
    """Let a step of a story be taken in the story's own loop; time goes on with each."""

    @wraps(step)
    def done(self, *given, **named):
        self.office.clock.forward(seconds=1)
        return self.runner.run(step(self, *given, **named))

    return done


class Approvals(RuleBasedStateMachine):
    """The vendor's people, who do one thing after another over the real store."""

    drafts = Bundle("drafts")

    def __init__(self, fresh: Fresh) -> None:
        super().__init__()
        self.closing = ExitStack()
        url = self.closing.enter_context(fresh())
        self.runner = self.closing.enter_context(asyncio.Runner())
        database = Database(async_url(url))
        self.closing.callback(lambda: self.runner.run(database.close()))
        self.office = Office(database, POLICY)
        self.office.messenger.look = self.watch_it_leave
        self.wrote: dict[str, set[str]] = {}
        self.versions = 0
        self.wrong: list[str] = []
        self.opened = 0

    async def watch_it_leave(self, who: str, text: str, delivery_id: str) -> None:
        """See of each text that leaves whether it may."""
        mark = MARK.search(text)
        if mark is None or who in STAFF:
            return
        async with self.office.database.read() as session:
            delivery = await session.get_one(Delivery, delivery_id)
            send = await session.get_one(Send, delivery.send_id)
            person = await session.get_one(Contact, who)
            held = await session.scalars(
                select(Hold.partner_id).where(Hold.subject == send.subject)
            )
            body = (await session.get_one(TextVersion, send.text_id)).body
            given = list(await session.scalars(select(Approval).where(Approval.body == body)))
            stopped = await standstill.since(session)
        broken = {
            "it is paused": send.paused_at is not None,
            "it is stopped": send.stopped_at is not None,
            "all are stopped": stopped is not None,
            "the partner is held": person.partner_id in set(held),
            "it is another text": mark[0] not in body,
            "it is not approved": not any(one.state == "approved" for one in given),
        }
        # Raised here it would be taken for a platform's trouble.
        self.wrong += [f"{who}, {mark[0]}: {why}" for why, is_so in broken.items() if is_so]

    @initialize(target=drafts, begun=st.booleans())
    @does
    async def open_up(self, *, begun: bool) -> str:
        """Begin with something on its way, or of which some have got it and one has not."""
        await self.office.open_up()
        # Not everybody's morning is at once: something can be done to a send that has begun.
        await self.office.change(Contact, "cho", zone="America/Los_Angeles")
        draft = await self._begun(LATER if begun else "")
        await self._bring_on_its_way(draft, "root", changes=False)
        if begun:
            await self._tick(days=2, hours=1)
        return draft

    @rule(target=drafts, comes=MOMENTS)
    @does
    async def write(self, comes: str) -> str:
        return await self._begun(comes)

    async def _begun(self, comes: str) -> str:
        known = {row.id for row in await self.office.all(Draft)}
        await self._write("mia", when=comes)
        [new] = {row.id for row in await self.office.all(Draft)} - known
        self.wrote[new] = {"mia"}
        return new

    @rule(draft=drafts, who=st.sampled_from(("mia", "root")))
    @does
    async def edit(self, draft: str, who: str) -> None:
        if await self._write(who, d=draft):
            self.wrote[draft].add(who)

    async def _write(self, who: str, when: str = "", **given: str) -> bool:
        self.versions += 1
        words = f"This is version {self.versions}."
        values = {"title": "Prices", "words": words, "topic": "news", "when": when}
        await self.office.fill(announce.keep, who, values, **given)
        return any(words in row.body for row in await self.office.all(Draft))

    @rule(draft=drafts)
    @does
    async def ask(self, draft: str) -> None:
        await self.office.press("mia", "ask_approval", d=draft)

    @rule(draft=drafts, who=st.sampled_from(("root", "max", "mia")), back=st.integers(0, 2))
    @does
    async def second_person_approves(self, draft: str, who: str, back: int) -> None:
        """Answer what was asked last of a draft, or a card of before."""
        await self._approve(draft, who, back)

    async def _approve(self, draft: str, who: str, back: int) -> None:
        if asked := await self._asked(draft, back):
            await self.office.press(who, "approve", a=asked.id)
            now = next(row for row in await self.office.all(Approval) if row.id == asked.id)
            if asked.state == "asked" and now.state == "approved" and who in self.wrote[draft]:
                self.wrong.append(f"{who} approved what they wrote on")

    @rule(draft=drafts, who=st.sampled_from(("root", "max", "mia")), back=st.integers(0, 2))
    @does
    async def second_person_sends_it_back(self, draft: str, who: str, back: int) -> None:
        if asked := await self._asked(draft, back):
            await self.office.fill(approve.send_back, who, {"why": "No."}, a=asked.id)

    async def _asked(self, draft: str, back: int) -> Approval | None:
        rows = [row for row in await self.office.all(Approval) if row.draft_id == draft]
        rows.sort(key=lambda row: row.asked_at, reverse=True)
        return rows[min(back, len(rows) - 1)] if rows else None

    @rule(draft=drafts)
    @does
    async def send(self, draft: str) -> None:
        await self.office.press("mia", "announce_go", d=draft)

    @rule(draft=drafts, who=st.sampled_from(("root", "max")), changes=st.booleans())
    @does
    async def bring_on_its_way(self, draft: str, who: str, *, changes: bool) -> None:
        """Do with a draft what people mostly do with one, or change it once it is approved."""
        await self._bring_on_its_way(draft, who, changes=changes)

    async def _bring_on_its_way(self, draft: str, who: str, *, changes: bool) -> None:
        await self.office.press("mia", "ask_approval", d=draft)
        await self._approve(draft, who, 0)
        if changes:
            await self._write("mia", d=draft)
        await self.office.press("mia", "announce_go", d=draft)

    @rule(target=drafts, draft=drafts)
    @does
    async def undo(self, draft: str) -> object:
        known = {row.id for row in await self.office.all(Draft)}
        await self.office.press("mia", "announce_back", d=draft)
        new = {row.id for row in await self.office.all(Draft)} - known
        self.wrote |= {one: set(self.wrote[draft]) for one in new}
        return multiple(*new)

    @rule(draft=drafts, partner=PARTNERS)
    @does
    async def hold(self, draft: str, partner: str) -> None:
        async with self.office.database.begin() as session:
            now = self.office.clock.now()
            await holds.place(session, Target(f"announcements/{draft}"), partner, "max", now)

    @rule(draft=drafts, partner=PARTNERS)
    @does
    async def lift(self, draft: str, partner: str) -> None:
        async with self.office.database.begin() as session:
            now = self.office.clock.now()
            await holds.lift(session, Target(f"announcements/{draft}"), partner, "max", now)

    @precondition(lambda self: self.opened)
    @rule(draft=drafts, hours=st.sampled_from((8, 0)))
    @does
    async def pause(self, draft: str, hours: int) -> None:
        """Pause it, and let its moment come for somebody meanwhile, or not."""
        async with self.office.database.begin() as session:
            for send in await self._sends(draft):
                await sends.pause(session, send.id, self.office.clock.now())
        await self._tick(hours=hours)

    @precondition(lambda self: self.opened)
    @rule(draft=drafts)
    @does
    async def resume(self, draft: str) -> None:
        async with self.office.database.begin() as session:
            for send in await self._sends(draft):
                await sends.resume(session, send.id)

    @precondition(lambda self: self.opened)
    @rule(draft=drafts)
    @does
    async def stop(self, draft: str) -> None:
        async with self.office.database.begin() as session:
            for send in await self._sends(draft):
                await stopping.stop(session, send.id, "root", self.office.clock.now())

    async def _sends(self, draft: str = "") -> list[Send]:
        every = [one for one in await self.office.sends() if one.kind == "edition"]
        return [one for one in every if one.subject.endswith(draft)]

    @rule(change=st.sampled_from((standstill.begin, standstill.end)))
    @does
    async def stop_or_resume_all(self, change) -> None:
        async with self.office.database.begin() as session:
            await change(session, "root", self.office.clock.now())

    @rule(partner=PARTNERS)
    @does
    async def somebody_joins(self, partner: str) -> None:
        await self.office.person(f"new{self.office.clock.now():%s}", partner_id=partner)

    @rule()
    @does
    async def tick(self) -> None:
        await self._tick(minutes=3)

    @rule(hours=st.sampled_from((1, 8, 24)))
    @does
    async def tick_later(self, hours: int) -> None:
        await self._tick(hours=hours)

    async def _tick(self, **after: float) -> None:
        await self.office.strike(self.office.clock.now() + timedelta(**after))
        self.opened = len(await self._sends())

    @rule(lives=st.integers(0, 5))
    @does
    async def the_power_goes(self, lives: int) -> None:
        """Let it go in the middle of a tick."""
        self.office.clock.forward(minutes=3)
        try:
            dying = DyingDatabase(self.office.database, lives)
            await tick(self.office.beat(database=dying), self.office.clock.now())
        except OSError:
            self.office.begin_anew()

    @rule()
    def restart(self) -> None:
        self.office.begin_anew()

    @rule(who=st.sampled_from(READERS))
    def no_answer(self, who: str) -> None:
        self.office.script(who, OutcomeUnknown("no answer"))

    @invariant()
    def nothing_leaves_that_must_not_and_nothing_twice(self) -> None:
        got = Counter(
            (who, mark[0])
            for who, message in self.office.messenger.got
            if who not in STAFF and (mark := MARK.search(plain_text(message)))
        )
        assert self.wrong == []
        assert [one for one, count in got.items() if count > 1] == []

    def teardown(self) -> None:
        """Let all go on until nothing can leave any more; then everybody is accounted for."""
        with self.closing:
            self.runner.run(self._end())

    async def _end(self) -> None:
        async with self.office.database.begin() as session:
            await standstill.end(session, "root", self.office.clock.now())
            for send in await sends.recent(session, 100):
                await sends.resume(session, send.id)
        for hours in (0.05, *(6 * (12,)), 72, 72):
            await self._tick(hours=hours)
        self.nothing_leaves_that_must_not_and_nothing_twice()
        every = await self._sends()
        for send in every:
            await self._everybody_is_accounted_for(send)

    async def _everybody_is_accounted_for(self, send: Send) -> None:
        rows = [row for row in await self.office.all(Delivery) if row.send_id == send.id]
        people = [row.contact_id for row in rows]
        async with self.office.database.read() as session:
            tally = await ledger.tally(session, [send.id])
        four = four_counts((one.state, one.reason, one.count) for one in tally)
        assert len(people) == len(set(people)) == four.everybody
        assert set(people) >= set(READERS)
        assert four.on_the_way == 0
        given = [one for one in await self.office.all(Approval) if one.subject == send.subject]
        most = max((one.people for one in given if one.state == "approved"), default=0)
        assert not has_grown(most, len([row for row in rows if row.reason != "too late"]))
