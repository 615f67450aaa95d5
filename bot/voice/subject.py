"""What the voice brings: questions with a scale, their answers, and the scores of them."""

from bot.beat.cards.replies import COMPLAINT
from bot.entries import ANYTHING, Command, Subject
from bot.event import ActionPressed, FormSubmitted, Reply, Said
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
from bot.voice.newcomers import THIS_IS
from bot.voice.rules.promises import CONTACT_ME
from bot.voice.usecases import (
    answer_survey,
    fill_survey,
    handle_cases,
    improve,
    keep_confidence,
    log_complaints,
    log_messages,
    say_what_we_did,
    say_who_it_is,
    solve_cases,
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


async def _say_answers(context: VoiceContext, asker: Principal, event: Said) -> Reply | None:
    from bot.voice.usecases import read_responses  # noqa: PLC0415 - few read any

    return await read_responses.say_answers(context, asker, event)


async def _say_results(context: VoiceContext, asker: Principal, event: Said) -> Reply | None:
    from bot.voice.usecases import read_responses  # noqa: PLC0415

    return await read_responses.say_results(context, asker, event)


async def _turn_page(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    from bot.voice.usecases import read_responses  # noqa: PLC0415

    return await read_responses.turn(context, asker, event)


async def _ask_for_tags(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    from bot.voice.usecases import tag_responses  # noqa: PLC0415

    return await tag_responses.ask(context, asker, event)


async def _ask_for_tag_list(
    context: VoiceContext, asker: Principal, event: ActionPressed
) -> Reply:
    from bot.voice.usecases import tag_responses  # noqa: PLC0415

    return await tag_responses.ask_for_list(context, asker, event)


async def _give_tags(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    from bot.voice.usecases import tag_responses  # noqa: PLC0415

    return await tag_responses.give(context, asker, event)


async def _keep_tag_list(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    from bot.voice.usecases import tag_responses  # noqa: PLC0415

    return await tag_responses.keep_list(context, asker, event)


async def _show_response(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    from bot.voice.usecases import read_responses  # noqa: PLC0415

    return await read_responses.show(context, asker, event)


async def _list_cases(context: VoiceContext, asker: Principal, event: Said) -> Reply:
    from bot.voice.usecases import list_cases  # noqa: PLC0415 - few see to any

    return await list_cases.show_list(context, asker, event)


async def _show_ballots(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    from bot.voice.usecases import read_ballots  # noqa: PLC0415

    return await read_ballots.show(context, asker, event)


async def _vote(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    from bot.voice.usecases import vote_in_edition  # noqa: PLC0415

    return await vote_in_edition.vote(context, asker, event)


VOICE = Subject(
    commands=(
        *desk.COMMANDS,
        Command("nps", answer_survey.show_nps, more=NUMBER, vendor_too=False, slash=True),
        Command("cases", _list_cases, more=ANYTHING, right=Right.SEE_PARTNER_PEOPLE, listed=False),
        Command("improvements", improve.show_list, right=Right.SEE_PARTNER_PEOPLE, listed=False),
        Command("answers", _say_answers, more=ANYTHING, right=Right.READ_RESPONSES, listed=False),
        Command(
            "nps results", _say_results, more=ANYTHING, right=Right.READ_RESPONSES, listed=False
        ),
    ),
    presses={
        "nps": answer_survey.show_nps,
        "score": answer_survey.give_score,
        "why": answer_survey.ask_why,
        "not_now": answer_survey.put_off,
        "change": answer_survey.ask_to_change,
        READ_RESPONSES: _turn_page,
        "response": _show_response,
        "tag_response": _ask_for_tags,
        "response_tags": _ask_for_tag_list,
        "ballots": _show_ballots,
        "tap": tap_in_conversation.tap,
        "vote": _vote,
        **desk.PRESSES,
        THIS_IS: say_who_it_is.ask_who,
        keep_confidence.ADD: keep_confidence.add_reason,
        case_cards.SHOW: handle_cases.show,
        CONTACT_ME: log_complaints.contact_me,
        COMPLAINT: log_complaints.log_it,
        LOG_MESSAGE: log_messages.ask_whose,
        case_cards.TAKE: handle_cases.take,
        case_cards.BOOK: handle_cases.ask_when,
        case_cards.ANSWER: handle_cases.ask_for_words,
        case_cards.REASSIGN: handle_cases.ask_whom,
        case_cards.SETTLE: handle_cases.ask_what_was_done,
        case_cards.IMPROVE: improve.ask_what,
        improvement_cards.SHOW: improve.show,
        improvement_cards.STEP: improve.ask_how_far,
        improvement_cards.POST: say_what_we_did.draft,
        case_news.SOLVED: solve_cases.solved,
        case_news.NOT_SOLVED: solve_cases.not_solved,
    },
    forms={
        "tag_response": _give_tags,
        "response_tags": _keep_tag_list,
        "reason": fill_survey.fill,
        **desk.FORMS,
        THIS_IS: say_who_it_is.link_them,
        case_cards.BOOK: handle_cases.book,
        case_cards.ANSWER: handle_cases.answer,
        case_cards.REASSIGN: handle_cases.reassign,
        case_cards.SETTLE: handle_cases.settle,
        case_cards.IMPROVE: improve.begin,
        improvement_cards.STEP: improve.say_how_far,
        LOG_MESSAGE: log_messages.log_it,
        case_news.NOT_SOLVED: solve_cases.say_why,
    },
    strange_presses={"tap": tap_in_conversation.keep_tap},
    takes_number=_take_number,
    awaits_words=tap_in_conversation.take_reason,
    became_known=tap_in_conversation.count_waiting,
    takes_words=keep_confidence.take_words,
)
