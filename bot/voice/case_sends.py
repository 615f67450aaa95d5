"""The kinds of send that show a case to the vendor's people, and tell who complained of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.beat.cards.passing import called
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.budget import OWED
from bot.beat.rules.suppression import Skip
from bot.errors import MessageRejected
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.cards import case_news
from bot.voice.cards import cases as cards
from bot.voice.cards.cases import Whole
from bot.voice.closing import CASE, NEWS, names_of
from bot.voice.context import VoiceContext
from bot.voice.rules.cases import Deed, State
from bot.voice.store import case_views
from bot.voice.store.case_views import CaseView, Happened
from bot.voice.whole_cases import whole_case

TOLD_AGAIN = {Deed.OPENED, Deed.REASSIGNED}
"""What is not worth telling any more once somebody was in touch."""

Told = tuple[CaseView, Happened, list[str]]


class CaseSend(SendKind[Whole | None]):
    """Shows a case to somebody of the vendor's; its subject is the case."""

    name = CASE
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET, Skip.PARTNER_MUTED})

    def __init__(self, context: VoiceContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Whole | None]]:
        """Take the case as it stands: one that is closed by now bothers nobody."""
        found: dict[str, Material[Whole | None]] = {}
        for one in asked:
            whole = None
            if isinstance(one.recipient, Principal):
                whole = await whole_case(self._context, session, one.subject, one.recipient, now)
            waits = whole is not None and whole.case.state is not State.CLOSED
            found[one.delivery_id] = Material(whole, None if waits else Skip.NOTHING_TO_SAY)
        return found

    async def compose(self, asked: Asked, content: Whole | None) -> Message:
        """Draw the card."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("a case is shown to people, not to conversations")
        wording = self._context.wording.in_language(asked.recipient.language)
        return cards.card(wording, content, asked.recipient)


class CaseNews(SendKind[Told | None]):
    """Tells who complained what has happened; its subject is the case and which thing that is."""

    name = NEWS
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET, Skip.PARTNER_MUTED})

    def __init__(self, context: VoiceContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Told | None]]:
        """Take what happened, unless more happened since that it does not fit to."""
        found: dict[str, Material[Told | None]] = {}
        for one in asked:
            case_id, _, n = one.subject.partition(":")
            case = await case_views.view(session, case_id)
            happened = _nth(case, int(n))
            if case is None or happened is None or _is_over(case, happened):
                found[one.delivery_id] = Material(None, Skip.NOTHING_TO_SAY)
                continue
            who = await names_of(session, case, now)
            found[one.delivery_id] = Material((case, happened, who))
        return found

    async def compose(self, asked: Asked, content: Told | None) -> Message:
        """Say it in its reader's language."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("news of a case is for who complained")
        wording = self._context.wording.in_language(asked.recipient.language)
        case, happened, names = content
        who = happened.who if happened.deed is Deed.ANSWERED else called(wording, names)
        return case_news.news(wording, case, happened, who, asked.recipient)


def _nth(case: CaseView | None, n: int) -> Happened | None:
    return next((one for one in case.happened if one.n == n), None) if case is not None else None


def _is_over(case: CaseView, happened: Happened) -> bool:
    if happened.deed is Deed.SETTLED:
        return case.state is not State.ASKED
    return happened.deed in TOLD_AGAIN and case.touched_at is not None
