"""A talk: what a person's next question may build on, and reading it so."""

from dataclasses import dataclass

from bot.figures.rules.plan import Plan
from bot.figures.rules.questions.lexicon import Lexicon
from bot.figures.rules.questions.reading import read
from bot.figures.rules.questions.readings import Reading
from bot.figures.rules.windows import Calendar
from bot.principal import Principal


@dataclass(frozen=True, slots=True)
class Talk:
    """One person's talk so far: the last plan that was understood."""

    plan: Plan | None = None


def read_on(
    question: str, lexicon: Lexicon, calendar: Calendar, principal: Principal, talk: Talk
) -> tuple[Reading, Talk]:
    """Read a question as the next of a talk, and return the talk as it stands then."""
    reading = read(question, lexicon, calendar, principal, talk.plan)
    return reading, Talk(reading) if isinstance(reading, Plan) else talk
