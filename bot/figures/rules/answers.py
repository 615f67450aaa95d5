"""What came back of a question: how it was understood, and its figures."""

from dataclasses import dataclass

from bot.figures.rules.figures import FigureResult
from bot.figures.rules.peers import NoPlace, Place
from bot.figures.rules.questions.readings import Reading


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its reading; `result` is there if that is a plan.

    Of a question for a partner's place among others there are `places`.
    """

    question: str
    reading: Reading
    result: FigureResult | None = None
    places: tuple[Place | NoPlace, ...] = ()

    @property
    def figures(self) -> FigureResult:
        """The figures of a plan; what is no plan has none, and `LookupError` is raised."""
        if self.result is None:
            raise LookupError("this question was not read as one for figures")
        return self.result
