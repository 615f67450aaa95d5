"""Responses with all that stands on their cards and in exports, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.beat.rules.texts import WrittenText
from bot.errors import ContentInvalid
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession
from bot.voice.cards.response import Former, Whole
from bot.voice.cards.responses import Page
from bot.voice.context import VoiceContext
from bot.voice.reading import one_in, texts_of, title_of
from bot.voice.rules.questions import REASON, SCORE, Question, Value
from bot.voice.store import answers, recordings, tags
from bot.voice.store.answers import FormerValue
from bot.voice.store.reading import Read


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a further question: its key, how it was asked, and the answer as it is read."""

    key: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a response says beside its score and the words behind it."""

    survey: str
    title: str
    further: Sequence[Said]
    former: Sequence[Former]


async def whole_response(
    context: VoiceContext, session: AsyncSession, asker: Principal, response_id: str
) -> Whole | None:
    """Return one response with all that was said; None where it is not theirs to read."""
    row = await one_in(context, session, asker, response_id)
    if row is None:
        return None
    sheet = (await sheets(context, session, [row]))[row.id]
    by = await recordings.recorder(session, row.id)
    return Whole(
        row,
        sheet.title,
        tuple((await tags.of(session, row.id)).values()),
        [(one.question, one.answer) for one in sheet.further],
        sheet.former,
        may_take_back=by is not None and may_take_back(asker, by),
    )


def may_take_back(asker: Principal, by: str) -> bool:
    """Say whether somebody may take back what this one recorded."""
    return by == asker.contact_id or may(asker, Right.SEE_EVERYBODY)


async def with_picks(context: VoiceContext, page: Page) -> Page:
    """Return a page that says of responses without a score what was answered first."""
    bare = [row for row in page.rows if row.score is None]
    if not bare:
        return page
    async with context.database.read() as session:
        found = await sheets(context, session, bare)
    firsts = {key: sheet.further[0].answer for key, sheet in found.items() if sheet.further}
    return replace(page, picked=firsts)


async def sheets(
    context: VoiceContext, session: AsyncSession, rows: Sequence[Read]
) -> dict[str, Sheet]:
    """Return what these responses say, by their ids, in the reader's words."""
    asked = await texts_of(session, (), rows)
    ids = [row.id for row in rows]
    values, before = (
        await answers.values_by(session, ids),
        await answers.former_by(session, ids),
    )
    known = {of: _questions(context, text) for of, (_, text) in asked.items()}
    titles = {of: title_of(context, *each) for of, each in asked.items()}
    return {
        row.id: Sheet(
            asked[row.asked_by][0],
            titles[row.asked_by],
            _further(known[row.asked_by], values.get(row.id, {})),
            [
                _former(context, known[row.asked_by], one)
                for one in before.get(row.id, ())
                if one.value
            ],
        )
        for row in rows
    }


def _questions(context: VoiceContext, text: WrittenText | None) -> dict[str, Question]:
    """Return what was asked, by its keys; nothing of what cannot be read any more."""
    if text is None:
        return {}
    try:
        asked = context.surveys.questions(text, context.wording.language.tag)
    except ContentInvalid:
        return {}
    return {one.key: one for one in asked.every()}


def _further(known: Mapping[str, Question], values: Mapping[str, Value]) -> list[Said]:
    """Return what was answered in the order in which it is asked; what is unknown comes last."""
    order = {key: place for place, key in enumerate(known)}
    keys = sorted(values, key=lambda key: (order.get(key, len(order)), key))
    return [_said(known, key, values[key]) for key in keys]


def _said(known: Mapping[str, Question], key: str, value: Value) -> Said:
    question = known.get(key)
    if question is None:
        return Said(key, key, ", ".join(value.picks) or value.words or str(value.number or ""))
    return Said(key, question.words, question.said(value))


def _former(context: VoiceContext, known: Mapping[str, Question], one: FormerValue) -> Former:
    said = _said(known, one.question, one.value)
    called = {SCORE: "responses_score", REASON: "responses_words"}
    question = said.question
    if one.question in called:
        question = context.wording.say(called[one.question])
    return Former(question, said.answer, one.until)
