"""Whom of each partner a survey asks in one round, as its file says it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.voice.rules.sampling import Sample
from bot.voice.rules.wishes import MOST_OF_ONE
from content.shapes import Strict

MOST_ROUNDS = 12


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
