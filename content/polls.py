"""A poll in an edition: a survey of one question, written in one line of the text."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.action import ActionRef
from bot.errors import ContentInvalid
from bot.message import Element, Option, Paragraph, Poll
from content.parts import Body, FileLine, every_part
from content.survey_words import (
    FEWEST_OPTIONS,
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    QuestionText,
    QuestionWords,
    SurveyWords,
)

VOTE = "vote"
"""The press on an option; it names the send in which the poll stood."""
QUESTION = "poll"
"""How the one question of a poll is called among the answers."""
OPEN_DAYS = 14


def read_poll(question: str, argument: str, place: FileLine) -> Poll:
    """Read `::poll[question]{one | another}`; each option is known by its place."""
    labels = [label.strip() for label in argument.split("|")]
    if not FEWEST_OPTIONS <= len(labels) <= MOST_OPTIONS or not all(labels):
        raise place.invalid(
            f"a poll offers {FEWEST_OPTIONS} to {MOST_OPTIONS} options: "
            "write ::poll[Which day suits you?]{Tuesday | Thursday}"
        )
    if len({label.casefold() for label in labels}) < len(labels):
        raise place.invalid("two options of this poll are called the same")
    if "{{" in question + argument:
        raise place.invalid("no placeholders in a poll: all readers are asked the same")
    if len(question) > LONGEST_QUESTION or max(map(len, labels)) > LONGEST_OPTION:
        raise place.invalid(
            f"a poll's question has {LONGEST_QUESTION} characters at most, "
            f"and an option {LONGEST_OPTION}"
        )
    options = tuple(Option(label, f"o{n}") for n, label in enumerate(labels, 1))
    return Poll(ActionRef(VOTE), question, options)


def polls_in(parts: Body) -> list[Poll]:
    """Return the polls of a text, those of every version too."""
    return [part for part in every_part(parts) if isinstance(part, Poll)]


def refuse_other_poll(path: Path, original: Body, translated: Body) -> None:
    """Refuse a translation that asks otherwise: what is tapped there is counted with the rest."""
    asked, said = polls_in(original), polls_in(translated)
    if [len(poll.options) for poll in asked] != [len(poll.options) for poll in said]:
        raise ContentInvalid(
            path, 1, "its poll must offer as many options as that of the original"
        )


def votable(elements: Iterable[Element], send_id: str, promise: Paragraph) -> tuple[Element, ...]:
    """Let the poll of an edition say in which send it stands, and what its answers promise."""
    written: list[Element] = []
    for element in elements:
        if isinstance(element, Poll):
            written += [_of_send(element, send_id), promise]
        else:
            written.append(element)
    return tuple(written)


@lru_cache(maxsize=256)
def _of_send(poll: Poll, send_id: str) -> Poll:
    return replace(poll, action=ActionRef(VOTE, {"s": send_id}))


def question_of(poll: Poll) -> QuestionText:
    """Return a poll as the question of a survey."""
    options = {option.value: option.label for option in poll.options}
    return QuestionText(key=QUESTION, kind="single", question=poll.question, options=options)


def words_of(title: str, parts: Body) -> SurveyWords:
    """Return what a poll says in the language of a translation."""
    said = {}
    for poll in polls_in(parts):
        options = {option.value: option.label for option in poll.options}
        said[QUESTION] = QuestionWords(question=poll.question, options=options)
    return SurveyWords(title=title, questions=said)
