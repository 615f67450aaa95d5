"""What the command line does with one send: stop it for good, correct it, recall it."""

from collections.abc import Mapping

from bot.beat import correcting
from bot.beat.cards.reach import EDITION
from bot.beat.correcting import Source
from bot.beat.rules.corrections import Corrected
from bot.beat.rules.outcomes import State
from bot.beat.store import copies, ledger, stopping
from bot.beat.store import sends as stored
from bot.beat.store.copies import LETTERS
from bot.beat.store.tables import Send
from bot.errors import NothingFound
from bot.store import audit
from bot.store.sessions import AsyncSession
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.reports.sends import send_called, send_named
from drumbeat.settings import Settings

KEPT_BACK, HAVE_IT, LEAVING = "kept_back", "have_it", "just_leaving"


async def weighed_stop(settings: Settings, send: str) -> Report:
    """Return whom a stop would keep it back from, and who has it already."""
    async with opened(settings) as house, house.database.read() as session:
        found = await send_called(session, send)
        counts = await _counts(session, found.id)
    line = (
        f"{send_named(found)}: {counts[KEPT_BACK]} would not get it; {_out(counts)}. "
        "What is stopped is never resumed."
    )
    return Report({"send_id": found.id, **counts}, (line,))


async def stopped_one(settings: Settings, send: str) -> Report:
    """Stop it for good, and say what had left by then."""
    async with opened(settings) as house:
        async with house.database.begin() as session:
            found = await send_called(session, send)
            before = await _counts(session, found.id)
            now = house.clock.now()
            changed = await stopping.stop(session, found.id, audit.OPERATOR, now)
        async with house.database.read() as session:
            after = await _counts(session, found.id)
    value = {"send_id": found.id, "changed": changed, **after}
    value[KEPT_BACK] = before[KEPT_BACK] if changed else 0
    said = f"{send_named(found)}: {_told(found, value)}; {_out(after)}."
    return Report(value, (said,))


async def _counts(session: AsyncSession, send_id: str) -> dict[str, int]:
    tally = await ledger.tally(session, [send_id])

    def count(state: State) -> int:
        return sum(one.count for one in tally if one.state is state)

    return {
        KEPT_BACK: count(State.PLANNED),
        HAVE_IT: count(State.DELIVERED),
        LEAVING: count(State.SENDING),
    }


def _told(send: Send, value: dict[str, object]) -> str:
    if value["changed"]:
        return f"stopped; {value[KEPT_BACK]} do not get it"
    if send.stopped_at is not None:
        return "it was stopped before"
    return "nothing was left to stop"


def _out(counts: dict[str, int]) -> str:
    leaving = counts[LEAVING]
    late = f", and for {leaving} it is just leaving and cannot be called back" if leaving else ""
    return f"{counts[HAVE_IT]} have it{late}"


async def weighed_correction(settings: Settings, send: str) -> Report:
    """Return what a correction to the newest version would change, and before whom."""
    async with opened(settings) as house, house.database.read() as session:
        source = await _source(session, send)
        stands = await copies.by_platform(session, source.send.id)
        version = source.newest.version if source.newest is not None else 0
    line = (
        f"{send_named(source.send)}: to be corrected to version {version} of its text; "
        f"{_copies(stands)}."
    )
    return Report({"send_id": source.send.id, "version": version, "copies": stands}, (line,))


async def corrected(
    settings: Settings, send: str, *, note: str = "", letters: bool = False
) -> Report:
    """Correct it to the newest version of its text, and say what goes over the copies."""
    async with opened(settings) as house, house.database.begin() as session:
        source = await _source(session, send)
        await stored.hold(session, source.send.id)
        if await correcting.wants_second(house.context, session, source):
            raise NothingFound(
                f"{send_named(source.send)} goes to so many that a second person approves it: "
                "correct it in chat, where somebody else confirms it"
            )
        stands = await copies.by_platform(session, source.send.id)
        wish = Corrected(note=note, letters=letters)
        over = await correcting.correct(house.context, session, source, wish, audit.OPERATOR)
    return _amending(source.send, over, stands, "corrected")


async def weighed_recall(settings: Settings, send: str) -> Report:
    """Return where copies stand that a recall would take back."""
    async with opened(settings) as house, house.database.read() as session:
        found = await _edition(session, send)
        stands = await copies.by_platform(session, found.id)
    line = f"{send_named(found)}: to be recalled; {_copies(stands)}. What has not left is stopped."
    return Report({"send_id": found.id, "copies": stands}, (line,))


async def recalled(settings: Settings, send: str) -> Report:
    """Stop what has not left, and take every copy back."""
    async with opened(settings) as house, house.database.begin() as session:
        found = await _edition(session, send)
        stands = await copies.by_platform(session, found.id)
        await stopping.stop(session, found.id, audit.OPERATOR, house.clock.now())
        over = await correcting.recall(house.context, session, found, audit.OPERATOR)
    return _amending(found, over, stands, "recalled")


async def _edition(session: AsyncSession, send: str) -> Send:
    found = await send_called(session, send)
    if found.kind != EDITION:
        raise NothingFound(
            f"{send_named(found)} is no edition or announcement: only those are corrected "
            "and recalled"
        )
    return found


async def _source(session: AsyncSession, send: str) -> Source:
    source = await correcting.source_of(session, await _edition(session, send))
    if source.is_recalled:
        raise NothingFound(f"{send_named(source.send)} was recalled: announce it anew")
    if source.newest is None:
        raise NothingFound(
            f"{send_named(source.send)} says what its text says now: write another version, in "
            "its file or in chat, and correct it then"
        )
    return source


def _amending(of: Send, over: Send, stands: Mapping[str, int], done: str) -> Report:
    value = {"send_id": of.id, "by_send": over.id, "copies": stands}
    line = (
        f"{send_named(of)} is being {done}; {_copies(stands)}. "
        f"`drumbeat sends show {over.id[:8]}` says how far it is."
    )
    return Report(value, (line,))


def _copies(stands: Mapping[str, int]) -> str:
    letters = stands.get(LETTERS, 0)
    changeable = sum(stands.values()) - letters
    said = f"{changeable} {'copy stands' if changeable == 1 else 'copies stand'} where it can be"
    return f"{said}, {letters} as letters that cannot" if letters else said
