"""The kind of send that tells an alarm, and the look around that raises and closes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.action import ActionRef
from bot.beat.cards import approving
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.suppression import Skip
from bot.beat.store import sends
from bot.beat.store.alarm_causes import CAUSES
from bot.beat.store.sends import Opening
from bot.errors import MessageRejected
from bot.language import Wording
from bot.message import Bullets, Button, Buttons, Message, paragraph, spans
from bot.people.rules.charge import on_duty
from bot.people.store.charges import colleagues, move_deputies_up
from bot.principal import Permission, Principal
from bot.rights import Right, may
from bot.store import alarms
from bot.store.alarms import Check
from bot.store.audit_tables import Alarm
from bot.store.sessions import AsyncSession, Database

LISTED = 20
"""More things than this of one cause are counted, not named."""
LOOK_EVERY = timedelta(minutes=1)
GOOD_FOR = timedelta(days=2)

_BUTTONS = {
    "not_approved": (("approval_own_drafts", "drafts"), ("approval_list", approving.LIST)),
}

log = structlog.get_logger(__name__)


class AlarmSend(SendKind[tuple[Alarm, ...]]):
    """Tells the alarms of one cause that were found together; its subject is the cause."""

    name = "alarm"
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET, Skip.PARTNER_MUTED})

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[tuple[Alarm, ...]]]:
        """Take what is still open; who is no administrator hears of what is theirs."""
        del now
        found = await alarms.told_by(session, [one.send_id for one in asked])
        material = {}
        for one in asked:
            told = tuple(
                alarm
                for alarm in found
                if alarm.send_id == one.send_id and _may_hear(one.recipient, alarm)
            )
            material[one.delivery_id] = Material(told, None if told else Skip.NOTHING_TO_SAY)
        return material

    async def compose(self, asked: Asked, content: tuple[Alarm, ...]) -> Message:
        """Name what is wrong and what mends it."""
        if not isinstance(asked.recipient, Principal):
            raise MessageRejected("an alarm is told to people, not to conversations")
        wording = self._wording.in_language(asked.recipient.language)
        say = wording.say
        listed = [alarm.label for alarm in content[:LISTED]]
        if len(content) > LISTED:
            listed.append(say("alarm_more", count=str(len(content) - LISTED)))
        return Message(
            say(f"alarm_{asked.subject}"),
            (
                Bullets(tuple(spans(label) for label in listed)),
                paragraph(say(f"alarm_{asked.subject}_mend")),
                *_ways(wording, asked.subject),
                paragraph(say("alarm_closes"), quiet=True),
            ),
            wording.language.tag,
        )


class Watch:
    """Looks around once a minute: deputies move up, alarms are raised, told and closed."""

    def __init__(
        self, database: Database, wording: Wording, causes: Mapping[str, Check] = CAUSES
    ) -> None:
        self._database, self._wording, self._causes = database, wording, causes
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        async with self._database.begin() as session:
            moved = await move_deputies_up(session, now)
        if moved:
            log.info("deputies_moved_up", partners=moved)
        for cause, check in self._causes.items():
            await self._follow(cause, check, now)
        self._looked = now

    async def _follow(self, cause: str, check: Check, now: datetime) -> None:
        async with self._database.read() as session:
            fresh, gone = await alarms.compare(session, cause, await check(session, now))
            waiting = await alarms.untold(session, cause)
        if not (fresh or gone or waiting):
            return
        async with self._database.begin() as session:
            await alarms.close_alarms(session, gone, now)
            await alarms.raise_alarms(session, cause, fresh, now)
            await self._tell(session, cause, now)
        log.warning("alarms_changed", cause=cause, opened=len(fresh), closed=len(gone))

    async def _tell(self, session: AsyncSession, cause: str, now: datetime) -> None:
        found = await alarms.untold(session, cause, alone=True)
        if not found:
            return
        administrators = await colleagues(session, Permission.ADMINISTRATOR)
        readers = {one.contact_id for one in on_duty(administrators.values(), now)}
        readers |= {alarm.owner_id for alarm in found if alarm.owner_id is not None}
        if not readers:
            return
        opening = Opening(
            kind=AlarmSend.name,
            subject=cause,
            title=self._wording.say(f"alarm_{cause}"),
            audience=Named(contacts=frozenset(readers)),
            due_at=now,
            catch_up=GOOD_FOR,
            priority=AlarmSend.priority,
        )
        send = await sends.open_send(session, opening, now)
        await alarms.mark_told(session, [alarm.id for alarm in found], send.id)


def _ways(wording: Wording, cause: str) -> tuple[Buttons, ...]:
    """Return the buttons by which a cause is mended, where there are any."""
    ways = _BUTTONS.get(cause, ())
    buttons = tuple(Button(wording.say(key), ActionRef(press)) for key, press in ways)
    return (Buttons(buttons),) if buttons else ()


def _may_hear(recipient: object, alarm: Alarm) -> bool:
    if not isinstance(recipient, Principal):
        return False
    return may(recipient, Right.SEE_ALARMS) or alarm.owner_id == recipient.contact_id
