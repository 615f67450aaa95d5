"""What every use case of promises asks: what they are called, and who may change them."""

from collections.abc import Iterable, Mapping

from bot.beat.context import BeatContext
from bot.beat.rules.announcements import ANNOUNCEMENT
from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.beat.store.promises import Promise
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession


async def titles(
    context: BeatContext, session: AsyncSession, promises: Iterable[Promise]
) -> Mapping[str, str]:
    """Return by cadence what each promise is called, as readers of this language know it."""
    language, found = context.wording.language.tag, dict[str, str]()
    for promise in promises:
        # What was announced in chat stands in no file.
        is_announced = promise.kind == ANNOUNCEMENT
        text = (
            await texts.newest(session, TextKind.EDITION, promise.subject)
            if is_announced
            else None
        )
        found[promise.cadence_id] = (
            context.desk.title_of(text)
            if text
            else context.cadences.title_of(promise.kind, promise.subject, language)
        )
    return found


def may_change(asker: Principal, promise: Promise) -> bool:
    """Say whether this person may skip, move and pause it: their own, administrators any."""
    if may(asker, Right.STOP_SENDS):
        return True
    return promise.owner == asker.contact_id and may(asker, Right.WRITE_ANNOUNCEMENTS)
