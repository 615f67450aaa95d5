"""What the command line does with sends: send again, stop them all, resume them all."""

from dataclasses import asdict, dataclass

from bot.beat.resending import resend
from bot.beat.rules.outcomes import State
from bot.beat.store import resends, standstill
from bot.beat.store import sends as stored
from bot.beat.store.resends import Chosen, Weighed
from bot.beat.store.tables import Send
from bot.errors import NothingFound
from bot.people.store import charges
from bot.store import audit
from bot.store.sessions import AsyncSession
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.reports.standstill import since_when, standstill_warning
from drumbeat.rooms import open_platforms
from drumbeat.settings import Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operator wants to be sent again, in their words."""

    send: str
    failed: bool = False
    unknown: bool = False
    to: str | None = None


async def weighed(settings: Settings, wanted: Wanted) -> Report:
    """Return what would be planned anew, and how many may get it twice."""
    async with opened(settings) as house, house.database.read() as session:
        chosen, weight = await _weigh(session, wanted)
    return Report(asdict(weight), (_in_words(chosen.send, weight),))


async def resent(settings: Settings, wanted: Wanted) -> Report:
    """Plan it anew, and return what came of it."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            chosen, weight = await _weigh(session, wanted)
        platforms = open_platforms(settings)
        done = await resend(house.context, chosen, platforms, audit.OPERATOR)
        async with house.database.read() as session:
            waits = await _waits(session, chosen.send.id)
    value = {
        "send_id": chosen.send.id,
        "planned": done.planned,
        "nowhere": done.nowhere,
        "waiting": done.waiting,
        "reached": weight.reached,
        "waits": waits,
    }
    lines = [f"{_deliveries(done.planned)} planned anew."]
    if done.waiting:
        lines.append(f"{done.waiting} of them wait until quiet time ends for their readers.")
    if done.nowhere:
        lines.append(f"{done.nowhere} left as they are: there is no way to reach them now.")
    if weight.reached:
        lines.append(f"{weight.reached} left as they are: they had the same text since.")
    return Report(value, (*lines, waits) if waits else lines)


async def stopped(settings: Settings) -> Report:
    """Stop every send, and say since when they are."""
    async with opened(settings) as house, house.database.begin() as session:
        begun = await standstill.begin(session, audit.OPERATOR, house.clock.now())
        since = await standstill.since(session)
    said = "All sends are stopped" if begun else "All sends were stopped before"
    return Report(
        {"stopped_since": since, "changed": begun},
        (f"{said}{since_when(since)}. `drumbeat sends resume-all` lets them go.",),
    )


async def resumed(settings: Settings) -> Report:
    """Let every send go that was not paused by itself."""
    async with opened(settings) as house, house.database.begin() as session:
        ended = await standstill.end(session, audit.OPERATOR, house.clock.now())
        paused = await stored.paused(session)
    lines = ["All sends go on." if ended else "Nothing was stopped."]
    if paused:
        lines.append(f"{paused} paused by themselves stay paused.")
    return Report({"changed": ended, "paused": paused}, lines)


async def _weigh(session: AsyncSession, wanted: Wanted) -> tuple[Chosen, Weighed]:
    states = {State.FAILED: wanted.failed, State.UNKNOWN: wanted.unknown}
    meant = frozenset(state for state, is_meant in states.items() if is_meant)
    if not meant:
        raise NothingFound("say which are meant: --failed, --unknown, or both")
    chosen = Chosen(
        await send_called(session, wanted.send), meant, await _contact_id(session, wanted.to)
    )
    weight = await resends.weigh(session, chosen)
    if not weight.total:
        raise NothingFound(f"{send_named(chosen.send)}: nothing to send again{_besides(weight)}")
    return chosen, weight


async def send_called(session: AsyncSession, part: str) -> Send:
    """Return the send whose id begins so; none, or several, is a kind refusal."""
    found = await stored.begins_with(session, part, 2) if part else ()
    if not found:
        raise NothingFound(f"there is no send {part}: `drumbeat sends` lists them with their ids")
    if len(found) > 1:
        raise NothingFound(f"several sends begin with {part}: write more of the id")
    return found[0]


async def _contact_id(session: AsyncSession, email: str | None) -> str | None:
    if email is None:
        return None
    contact = await charges.whose(session, email)
    if contact is None:
        raise NothingFound(f"nobody here has the email address {email}")
    return contact.id


async def _waits(session: AsyncSession, send_id: str) -> str:
    """Say why what was planned does not leave yet; empty where it does."""
    since = await standstill.since(session)
    if since is not None:
        return f"They wait: {standstill_warning(since)}."
    send = await session.get_one(Send, send_id)
    return "They wait: this send is paused." if send.paused_at is not None else ""


def _in_words(send: Send, weight: Weighed) -> str:
    twice = (
        f"{weight.unknown} of them may get it twice: nobody knows whether it arrived."
        if weight.unknown
        else "Nobody of them gets it twice: it surely did not arrive."
    )
    return (
        f"{send_named(send)}: {_deliveries(weight.total)} to be planned anew, "
        f"{weight.failed} failed and {weight.unknown} unknown{_besides(weight)}. {twice}"
    )


def _besides(weight: Weighed) -> str:
    had = f"; {weight.reached} had the same text since and are left out"
    return had if weight.reached else ""


def send_named(send: Send) -> str:
    """Return what tells a send from others, as people say it."""
    return f"{send.title} ({send.id[:8]}, opened {send.created_at:%Y-%m-%d %H:%M})"


def _deliveries(count: int) -> str:
    return f"{count} {'delivery' if count == 1 else 'deliveries'}"
