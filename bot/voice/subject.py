"""What the voice brings: questions with a scale, their answers, and the scores of them."""

from typing import Any

from bot.beat.cards.replies import COMPLAINT
from bot.entries import ANYTHING, BriefPart, BriefSection, Command, Reviewed, Subject
from bot.event import Reply, Said
from bot.order_of_words import NUMBER
from bot.ports import READ_RESPONSES
from bot.principal import Principal
from bot.rights import Right
from bot.voice import desk
from bot.voice.cards import case_news
from bot.voice.cards import cases as case_cards
from bot.voice.cards import improvements as improvement_cards
from bot.voice.cards.complaints import LOG_MESSAGE
from bot.voice.context import VoiceContext
from bot.voice.lazily import UseCase
from bot.voice.newcomers import THIS_IS
from bot.voice.rules.promises import CONTACT_ME
from bot.voice.usecases import (
    answer_survey,
    fill_survey,
    keep_confidence,
    tap_in_conversation,
)


async def _take_number(
    context: VoiceContext, asker: Principal, event: Said, number: int
) -> Reply | None:
    """Take a number that answers what this person was asked, or what a conversation was."""
    reply = await answer_survey.take_number(context, asker, event, number)
    if reply is not None:
        return reply
    return await tap_in_conversation.take_number(context, asker, event, number)


async def _draw_cases(
    context: VoiceContext, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Draw the complaints in a brief; it is read when somebody first wants one."""
    draw: Any = UseCase("brief_cases", "draw_cases").found()
    drawn: tuple[BriefPart, ...] = await draw(context, asker, partner)
    return drawn


VOICE = Subject(
    commands=(
        *desk.COMMANDS,
        Command("nps", answer_survey.show_nps, more=NUMBER, vendor_too=False, slash=True),
        Command(
            "cases",
            UseCase("list_cases", "show_list"),
            more=ANYTHING,
            right=Right.SEE_PARTNER_PEOPLE,
            listed=False,
        ),
        Command(
            "improvements",
            UseCase("improve", "show_list"),
            right=Right.SEE_PARTNER_PEOPLE,
            listed=False,
        ),
        Command(
            "answers",
            UseCase("read_responses", "say_answers"),
            more=ANYTHING,
            right=Right.READ_RESPONSES,
            listed=False,
        ),
        Command(
            "nps results",
            UseCase("read_responses", "say_results"),
            more=ANYTHING,
            right=Right.READ_RESPONSES,
            listed=False,
        ),
    ),
    presses={
        "nps": answer_survey.show_nps,
        "score": answer_survey.give_score,
        "why": answer_survey.ask_why,
        "not_now": answer_survey.put_off,
        "change": answer_survey.ask_to_change,
        READ_RESPONSES: UseCase("read_responses", "turn"),
        "response": UseCase("read_responses", "show"),
        "tag_response": UseCase("tag_responses", "ask"),
        "response_tags": UseCase("tag_responses", "ask_for_list"),
        "ballots": UseCase("read_ballots", "show"),
        "tap": tap_in_conversation.tap,
        "vote": UseCase("vote_in_edition", "vote"),
        **desk.PRESSES,
        THIS_IS: UseCase("say_who_it_is", "ask_who"),
        keep_confidence.ADD: keep_confidence.add_reason,
        case_cards.SHOW: UseCase("handle_cases", "show"),
        CONTACT_ME: UseCase("log_complaints", "contact_me"),
        COMPLAINT: UseCase("log_complaints", "log_it"),
        LOG_MESSAGE: UseCase("log_messages", "ask_whose"),
        case_cards.TAKE: UseCase("handle_cases", "take"),
        case_cards.BOOK: UseCase("handle_cases", "ask_when"),
        case_cards.ANSWER: UseCase("handle_cases", "ask_for_words"),
        case_cards.REASSIGN: UseCase("handle_cases", "ask_whom"),
        case_cards.SETTLE: UseCase("handle_cases", "ask_what_was_done"),
        case_cards.IMPROVE: UseCase("improve", "ask_what"),
        improvement_cards.SHOW: UseCase("improve", "show"),
        improvement_cards.STEP: UseCase("improve", "ask_how_far"),
        improvement_cards.POST: UseCase("say_what_we_did", "draft"),
        case_news.SOLVED: UseCase("solve_cases", "solved"),
        case_news.NOT_SOLVED: UseCase("solve_cases", "not_solved"),
    },
    forms={
        "tag_response": UseCase("tag_responses", "give"),
        "response_tags": UseCase("tag_responses", "keep_list"),
        "reason": fill_survey.fill,
        **desk.FORMS,
        THIS_IS: UseCase("say_who_it_is", "link_them"),
        case_cards.BOOK: UseCase("handle_cases", "book"),
        case_cards.ANSWER: UseCase("handle_cases", "answer"),
        case_cards.REASSIGN: UseCase("handle_cases", "reassign"),
        case_cards.SETTLE: UseCase("handle_cases", "settle"),
        case_cards.IMPROVE: UseCase("improve", "begin"),
        improvement_cards.STEP: UseCase("improve", "say_how_far"),
        LOG_MESSAGE: UseCase("log_messages", "log_it"),
        case_news.NOT_SOLVED: UseCase("solve_cases", "say_why"),
    },
    strange_presses={"tap": tap_in_conversation.keep_tap},
    briefs=(BriefSection(_draw_cases, place=40),),
    takes_number=_take_number,
    awaits_words=tap_in_conversation.take_reason,
    became_known=tap_in_conversation.count_waiting,
    takes_words=keep_confidence.take_words,
)
