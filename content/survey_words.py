"""How the parts of a survey are written: its questions in all languages, and its sample."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.voice.rules.sampling import Sample
from bot.voice.rules.wishes import MOST_OF_ONE
from content.shapes import KeyText, Sentence, Strict, Title

MOST_ROUNDS = 12
LONGEST_QUESTION = 500
"""Characters of a question: it stands above a field; the tightest is Teams'."""
LONGEST_OPTION = 75
"""Characters of an option; the tightest is Slack's."""
LONGEST_END = 65
"""Characters of what an end of a scale means: on a form it stands behind its number."""
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
"""More than ten boxes stand open nowhere."""
TOP = 10
"""The highest number of a scale: more steps than eleven stand on no phone."""

Asked = Annotated[Sentence, Field(max_length=LONGEST_QUESTION)]
Label = Annotated[Sentence, Field(max_length=LONGEST_OPTION)]
End = Annotated[Sentence, Field(max_length=LONGEST_END)]
Options = Annotated[
    Mapping[KeyText, Label], Field(min_length=FEWEST_OPTIONS, max_length=MOST_OPTIONS)
]


class ScaleText(Strict):
    """The ends of a scale."""

    low: Annotated[int, Field(ge=0, le=TOP)]
    high: Annotated[int, Field(ge=1, le=TOP)]


class QuestionText(Strict):
    """A question beside the leading one; `kind` says how it is answered."""

    key: KeyText
    kind: Literal["scale", "single", "multiple", "text"]
    question: Asked
    options: Options | None = None
    scale: ScaleText | None = None
    low: End | None = None
    high: End | None = None
    required: bool = False


class QuestionWords(Strict):
    """What a question says in another language."""

    question: Asked | None = None
    options: Mapping[KeyText, Label] = Field(default_factory=dict)
    low: End | None = None
    high: End | None = None


class SurveyWords(Strict):
    """What a survey says in another language; what is left out stays as it is."""

    title: Title | None = None
    question: Asked | None = None
    low: End | None = None
    high: End | None = None
    reason: Asked | None = None
    questions: Mapping[KeyText, QuestionWords] = Field(default_factory=dict)


def said_in(question: QuestionText, words: QuestionWords | None) -> QuestionText:
    """Return a question as it is said in another language, as far as it has the words."""
    if words is None:
        return question
    said = words.model_dump(exclude_none=True, exclude={"options"})
    options = question.options
    if options is not None:
        said["options"] = {key: words.options.get(key, label) for key, label in options.items()}
    return question.model_copy(update=said)


class SampleText(Strict):
    """A quota for each partner, or the rounds after which everybody was asked once."""

    per_partner: Annotated[int, Field(ge=1, le=MOST_OF_ONE)] | None = None
    rounds: Annotated[int, Field(ge=2, le=MOST_ROUNDS)] | None = None

    @model_validator(mode="after")
    def _in_one_way(self) -> Self:
        if (self.per_partner is None) is (self.rounds is None):
            raise ValueError("say either `per_partner` or `rounds`: one follows from the other")
        return self

    def sample(self) -> Sample:
        """Return it as a rule."""
        return Sample(self.per_partner or 0, self.rounds or 0)
