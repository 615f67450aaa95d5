"""A survey that is tried: what was tapped stands in the buttons of its card, and nowhere else."""

from dataclasses import dataclass, replace

from bot.voice.rules.answers import Given
from bot.voice.rules.questions import SCORE, Question, Value

_MARK = "test"


@dataclass(frozen=True, slots=True)
class Trial:
    """A version of a survey that somebody tries, and what they tapped: a number, or which option.

    It stands in the place of an invitation, of which there is none: so nothing can be counted.
    Words have no room there.
    """

    text_id: str
    tapped: int | None = None

    def write(self) -> str:
        """Write it where a card names an invitation."""
        return f"{_MARK}.{self.text_id}.{'' if self.tapped is None else self.tapped}"

    @classmethod
    def read(cls, invitation_id: str) -> "Trial | None":
        """Read what `write` wrote; None of a real invitation."""
        mark, _, rest = invitation_id.partition(".")
        text_id, _, tapped = rest.partition(".")
        if mark != _MARK or not text_id:
            return None
        is_number = tapped.isascii() and tapped.isdigit() and len(tapped) <= 2  # noqa: PLR2004
        return cls(text_id, int(tapped) if is_number else None)

    def given(self, lead: Question | None) -> Given:
        """Return what was tapped as an answer; what the survey never offered is nothing."""
        if lead is None or self.tapped is None:
            return Given()
        if lead.scale is not None:
            return Given(self.tapped if lead.scale.has(self.tapped) else None)
        picks = tuple(option.value for option in lead.options[self.tapped : self.tapped + 1])
        return Given().with_value(lead.key, Value(picks=picks))

    def after(self, lead: Question | None, given: Given | None) -> "Trial":
        """Return it with what is tapped by now."""
        if lead is None or given is None:
            return replace(self, tapped=None)
        if lead.key == SCORE:
            return replace(self, tapped=given.score)
        picked = given.value_of(lead.key).picks
        at = [n for n, option in enumerate(lead.options) if option.value in picked]
        return replace(self, tapped=at[0] if at else None)
