"""The complaints in the brief of a partner, and what they led to."""

from bot.entries import BriefPart, Reviewed
from bot.message import Element, Fact, Facts, paragraph
from bot.principal import Principal
from bot.voice.cards.cases import state_words
from bot.voice.context import VoiceContext
from bot.voice.store.case_briefs import improvements_for, open_cases
from bot.voice.store.case_views import CaseView

MOST = 8


async def draw_cases(
    context: VoiceContext, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Tell how open cases stand, as far as this person sees to them, and what is improved."""
    say, now = context.wording.say, context.clock.now()
    async with context.database.read() as session:
        cases = await open_cases(session, asker, partner.partner_id)
        improved = await improvements_for(session, asker, partner.partner_id, now)
    facts = [Fact(_who(context, case), _standing(context, case)) for case in cases[:MOST]]
    facts += [Fact(title, say(f"improvement_state_{how.value}")) for title, how in improved[:MOST]]
    elements: tuple[Element, ...] = (Facts(tuple(facts)),) if facts else ()
    if not cases:
        none = say("brief_no_cases" if asker.is_vendor else "brief_no_cases_of_yours")
        elements = (paragraph(none), *elements)
    if len(cases) > MOST:
        more = context.wording.say_number("brief_more_cases", len(cases) - MOST)
        elements = (*elements, paragraph(more, quiet=True))
    return (BriefPart(say("brief_cases"), elements),)


def _who(context: VoiceContext, case: CaseView) -> str:
    return context.wording.say("brief_case", name=case.who)


def _standing(context: VoiceContext, case: CaseView) -> str:
    """Say how a case stands, since when, and who sees to it."""
    say, language = context.wording.say, context.wording.language
    day = language.day(case.opened_at.date(), say("pattern_day"))
    return say(
        "brief_case_standing",
        state=state_words(context.wording, case.state, case.ending),
        day=day,
        owner=case.owner or say("case_nobody_yet"),
    )
