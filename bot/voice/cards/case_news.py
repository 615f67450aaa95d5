"""What whoever complained is told of their case, in their own language."""

from bot.action import ActionRef
from bot.language import Wording
from bot.message import Button, Buttons, Element, Message, paragraph
from bot.principal import Principal
from bot.voice.cards.cases import moment
from bot.voice.rules.cases import Deed
from bot.voice.store.case_views import CaseView, Happened

SOLVED, NOT_SOLVED = "case_solved", "case_not_solved"


def news(wording: Wording, case: CaseView, one: Happened, who: str, reader: Principal) -> Message:
    """Tell what happened; `who` is who sees to the case now."""
    say = wording.say
    until = moment(wording, case.promised_at, reader)
    about = say("case_news_about", about=case.about) if case.about else say("case_news_here")
    small = paragraph(about, quiet=True)
    match one.deed:
        case Deed.BOOKED:
            call = moment(wording, one.until, reader)
            title = say("case_news_booked_title", name=who)
            body: tuple[Element, ...] = (paragraph(say("case_news_booked", name=who, call=call)),)
        case Deed.ANSWERED:
            title, body = say("reply_came_title", name=who), lines_of(one.words)
        case Deed.REASSIGNED:
            title = say("case_news_reassigned_title", name=who)
            body = (paragraph(say("case_news_reassigned", name=who, moment=until)),)
        case Deed.SETTLED:
            title = say("case_news_settled_title")
            end = moment(wording, case.due_at, reader)
            small = paragraph(say("case_news_settled_until", moment=end), quiet=True)
            body = (
                paragraph(say("case_news_settled", name=who)),
                *lines_of(one.words),
                paragraph(say("case_news_settled_ask")),
                Buttons((_solved(wording, case), not_solved(wording, case))),
            )
        case Deed.NOT_CONFIRMED:
            title = say("case_news_closed_title")
            body = (
                paragraph(say("case_news_closed", name=who)),
                Buttons((not_solved(wording, case),)),
            )
        case _:
            title = say("case_news_opened_title")
            body = (paragraph(say("case_news_opened", name=who, moment=until)),)
    return Message(title, (*body, small), wording.language.tag)


def lines_of(words: str) -> tuple[Element, ...]:
    """Return somebody's words, a paragraph a line."""
    lines = (line.strip() for line in words.splitlines())
    return tuple(paragraph(line) for line in lines if line)


def _solved(wording: Wording, case: CaseView) -> Button:
    action = ActionRef(SOLVED, {"c": case.id})
    return Button(wording.say("case_solved"), action, primary=True)


def not_solved(wording: Wording, case: CaseView) -> Button:
    """Return the tap that says that a case is not solved."""
    return Button(wording.say("case_not_solved"), ActionRef(NOT_SOLVED, {"c": case.id}))
