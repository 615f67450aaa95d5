"""The cards and forms of improvements: how far each is, and what is said of it next."""

from collections.abc import Sequence

from bot.action import ActionRef
from bot.beat.cards.replies import WORDS_LIMIT
from bot.form import ChoiceField, Form, TextField
from bot.language import Wording
from bot.message import (
    Button,
    Buttons,
    Choice,
    Column,
    Element,
    Fact,
    Facts,
    Message,
    Option,
    Table,
    notice,
    paragraph,
    spans,
)
from bot.voice.cards.cases import IMPROVE, cause_title
from bot.voice.rules.cases import CasePolicy
from bot.voice.rules.improvements import Progress, steps_from
from bot.voice.store.case_views import CaseView
from bot.voice.store.improvements import ImprovementView

SHOW, STEP, POST = "improvement", "improvement_step", "we_did"
LONGEST_TITLE = 120
SHOWN = 20


def begin_form(wording: Wording, policy: CasePolicy, case: CaseView) -> Form:
    """Ask what is to be improved; it is what everybody reads who complained of the same."""
    say, action = wording.say, ActionRef(IMPROVE, {"c": case.id})
    intro = say("improvement_begin_intro", cause=cause_title(wording, policy, case.cause))
    title = TextField(
        "title", say("improvement_title_label"), LONGEST_TITLE, required=True, multiline=False
    )
    return Form(
        action,
        say("improvement_begin_form"),
        say("improvement_begin"),
        (title,),
        reopen=Button(say("case_improve"), action),
        intro=spans(intro),
    )


def step_form(wording: Wording, found: ImprovementView) -> Form:
    """Ask how far an improvement is, in words for everybody who complained."""
    say, action = wording.say, ActionRef(STEP, {"m": found.id})
    options = tuple(
        Option(say(f"improvement_state_{one.value}"), one.value)
        for one in steps_from(found.progress)
    )
    fields = (
        ChoiceField("state", say("improvement_state_label"), options, required=True),
        TextField("words", say("improvement_words_label"), WORDS_LIMIT, required=True),
    )
    return Form(
        action,
        say("improvement_step_form"),
        say("reply_form_send"),
        fields,
        reopen=Button(say("improvement_step"), action),
        intro=spans(wording.say_number("improvement_step_intro", found.cases, title=found.title)),
    )


def card(wording: Wording, policy: CasePolicy, found: ImprovementView) -> Message:
    """Show an improvement as it stands."""
    say = wording.say
    facts = Facts(
        (
            Fact(say("improvement_state"), say(f"improvement_state_{found.progress.value}")),
            Fact(say("case_cause"), cause_title(wording, policy, found.cause)),
            Fact(say("cases_title"), wording.language.number(found.cases)),
            Fact(say("case_owner"), found.owner),
        )
    )
    words: tuple[Element, ...] = (paragraph(found.words),) if found.words else ()
    ways = []
    if steps_from(found.progress):
        action = ActionRef(STEP, {"m": found.id})
        ways.append(Button(say("improvement_step"), action, primary=True))
    if found.progress is Progress.DONE and not found.is_posted:
        ways.append(_post(wording))
    buttons = (Buttons(tuple(ways)),) if ways else ()
    return Message(found.title, (*words, facts, *buttons), wording.language.tag)


def listed(wording: Wording, policy: CasePolicy, found: Sequence[ImprovementView]) -> Message:
    """List improvements, each to be opened."""
    say = wording.say
    if not found:
        return notice(say("improvements_title"), say("improvements_none"))
    rows = tuple(
        (
            one.title,
            cause_title(wording, policy, one.cause),
            say(f"improvement_state_{one.progress.value}"),
            wording.language.number(one.cases),
        )
        for one in found
    )
    columns = (
        Column(say("improvement_what")),
        Column(say("case_cause")),
        Column(say("improvement_state")),
        Column(say("cases_title"), numeric=True),
    )
    options = tuple(Option(one.title[:70], one.id) for one in found)
    summary = wording.say_number("improvements_summary", len(found))
    elements: list[Element] = [
        Table(say("improvements_title"), columns, rows, summary),
        Choice(ActionRef(SHOW), say("improvements_choose"), options),
    ]
    if any(one.progress is Progress.DONE and not one.is_posted for one in found):
        elements.append(Buttons((_post(wording),)))
    return Message(say("improvements_title"), tuple(elements), wording.language.tag)


def told(wording: Wording, title: str, progress: Progress, words: str) -> Message:
    """Tell somebody who complained how far the improvement is that it led to."""
    say = wording.say
    return Message(
        say(f"improvement_told_{progress.value}", title=title),
        (
            paragraph(say("improvement_told")),
            *(paragraph(line) for line in words.splitlines() if line.strip()),
            paragraph(say("case_news_here"), quiet=True),
        ),
        wording.language.tag,
    )


def _post(wording: Wording) -> Button:
    return Button(wording.say("we_did_button"), ActionRef(POST))
