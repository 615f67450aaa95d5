"""What came back of a question: how it was understood, and its figures."""

from dataclasses import dataclass

from bot.figures.rules.figures import FigureResult
from bot.figures.rules.questions.readings import Reading


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its reading; `result` is there if that is a plan which can be computed."""

    question: str
    reading: Reading
    result: FigureResult | None = None
