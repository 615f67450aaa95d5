"""The kind of send that says what alerts have to say, and the look around at their figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.suppression import Skip
from bot.beat.store.sends import Opening, open_send
from bot.errors import MessageRejected
from bot.figures import alerting
from bot.figures.alerting import Seen
from bot.figures.cards import alerts as cards
from bot.figures.context import FiguresContext
from bot.figures.rules.alerts import DARK, Standing, Word, step
from bot.figures.rules.answers import Answer
from bot.figures.store import alerts
from bot.figures.store.watch_tables import ENDED, Alert
from bot.message import Message
from bot.people.store.people import principal_by_id
from bot.principal import Principal
from bot.store.sessions import AsyncSession

PRIORITY = 20
GOOD_FOR = timedelta(days=2)
LOOK_EVERY = timedelta(minutes=1)
AT_ONCE = 100

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Speech:
    """What an alert has to say to its owner, with the figure as they may see it now."""

    alert: Alert
    answer: Answer
    word: Word


class AlertSend(SendKind[Speech | None]):
    """Tells somebody that a figure of theirs crossed its line; its subject is alert and word."""

    name = "alert"
    priority = PRIORITY
    rounds_up = True

    def __init__(self, context: FiguresContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Speech | None]]:
        """Compute the figure as who is told; what they may not see any more is not said."""
        del now
        found: dict[str, Material[Speech | None]] = {}
        for one in asked:
            speech = None
            if isinstance(one.recipient, Principal):
                speech = await self._speech(session, one.subject, one.recipient)
            objection = Skip.NOTHING_TO_SAY if speech is None else None
            found[one.delivery_id] = Material(speech, objection)
        return found

    async def _speech(
        self, session: AsyncSession, subject: str, reader: Principal
    ) -> Speech | None:
        alert_id, _, rest = subject.partition(":")
        word = Word(rest.partition(":")[2])
        alert = await alerts.shown(session, alert_id, reader.contact_id)
        if alert is None or (alert.state == ENDED) is not (word is Word.ENDED):
            return None
        seen = await alerting.look(self._context, session, alert, reader)
        is_shown = bool(seen.values) and seen.values[-1] is not None
        if word in {Word.CROSSED, Word.BACK} and not is_shown:
            return None
        return Speech(alert, seen.answer, word)

    async def compose(self, asked: Asked, content: Speech | None) -> Message:
        """Draw the figure below what is said of it."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("an alert is its owner's")
        reader = self._context.for_reader(asked.recipient.language)
        if content.word is Word.ENDED:
            return cards.ended(reader, content.alert)
        return cards.spoken(reader, asked.recipient, content.alert, content.answer, content.word)


class AlertWatch:
    """Looks at every watched figure once a day, and whenever new rows came in, as its owner."""

    def __init__(self, context: FiguresContext) -> None:
        self._context = context
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        day = self._context.today().isoformat()
        async with self._context.database.read() as session:
            found, seen_as = await alerts.to_look(session, day, AT_ONCE)
            looks = [(one.id, one.looked, *await self._see(session, one)) for one in found]
        for alert_id, before, owner, seen in looks:
            async with self._context.database.begin() as session:
                alert = await alerts.held(session, alert_id)
                if alert is None or alert.looked != before or alert.state not in alerts.GOING:
                    continue
                alert.looked = seen_as
                await self._take(session, alert, owner, seen, now)

    async def _see(
        self, session: AsyncSession, alert: Alert
    ) -> tuple[Principal | None, Seen | None]:
        owner = await principal_by_id(session, alert.contact_id)
        if owner is None:
            return None, None
        reader = self._context.for_reader(owner.language)
        return owner, await alerting.look(reader, session, alert, owner)

    async def _take(
        self,
        session: AsyncSession,
        alert: Alert,
        owner: Principal | None,
        seen: Seen | None,
        now: datetime,
    ) -> None:
        """Keep what was seen, and open what there is to say."""
        if owner is None or seen is None:
            alerts.end(alert, now)
            return
        if not seen.is_read:
            alerts.end(alert, now)
            await self._say(session, alert, owner, Word.ENDED, now)
            return
        word = self._weigh(alert, seen)
        is_wanted = word is not Word.BACK or alert.tells_back
        if word is not None and is_wanted:
            await self._say(session, alert, owner, word, now)

    def _weigh(self, alert: Alert, seen: Seen) -> Word | None:
        today = self._context.today()
        if not seen.values or seen.values[-1] is None:
            alert.dark_since = alert.dark_since or today
            if alert.dark_told or today - alert.dark_since < DARK:
                return None
            alert.dark_told = True
            return Word.DARK
        alert.dark_since, alert.dark_told = None, False
        watched, word = step(
            alerts.line_of(alert),
            alerts.watched_of(alert),
            seen.values,
            today,
            alert.snoozed_until,
        )
        alert.state, alert.told_on = watched.standing.value, watched.told_on
        alert.newest = f"{seen.values[-1]:f}"[:40]
        is_quiet = alert.snoozed_until is not None and today < alert.snoozed_until
        return None if word is Word.BACK and is_quiet else word

    async def _say(
        self, session: AsyncSession, alert: Alert, owner: Principal, word: Word, now: datetime
    ) -> None:
        alert.told += 1
        wording = self._context.wording.in_language(owner.language)
        opening = Opening(
            kind=AlertSend.name,
            subject=f"{alert.id}:{alert.told}:{word.value}",
            title=wording.say("alert_send_title", figure=alert.figure),
            audience=Named(contacts=frozenset({owner.contact_id})),
            due_at=now,
            catch_up=GOOD_FOR,
            priority=PRIORITY,
        )
        send = await open_send(session, opening, now)
        log.info("alert_told", alert_id=alert.id, word=word.value, send_id=send.id)


def begins(alert: Alert, seen: Seen) -> None:
    """Let an alert that was kept begin: silent where its line is crossed already."""
    line = alerts.line_of(alert)
    values = seen.values[-line.periods :]
    known = [value for value in values if value is not None]
    is_beyond = len(known) == line.periods and all(line.is_beyond(value) for value in known)
    alert.state = (Standing.CROSSED if is_beyond else Standing.ARMED).value
    alert.newest = f"{known[-1]:f}"[:40] if known else ""
