"""What one person answered in a wave, and what a change of it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.voice.rules.questions import NOTHING, REASON, SCORE, Questions, Value, Values


@dataclass(frozen=True, slots=True)
class Given:
    """A score, the words behind it, and the answers to further questions by their keys."""

    score: int | None = None
    reason: str = ""
    values: Values = field(default_factory=dict)

    def value_of(self, key: str) -> Value:
        """Return the answer to a question of this key; an empty one where there is none."""
        match key:
            case "score":
                return Value(number=self.score)
            case "reason":
                return Value(words=self.reason)
            case _:
                return self.values.get(key, NOTHING)

    def with_value(self, key: str, value: Value) -> "Given":
        """Return it with another answer to this question."""
        if key == SCORE:
            return replace(self, score=value.number)
        if key == REASON:
            return replace(self, reason=value.words)
        others = {name: one for name, one in self.values.items() if name != key}
        return replace(self, values={**others, key: value} if value else others)

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys of all that was answered."""
        every = {SCORE, REASON, *self.values}
        return frozenset(key for key in every if self.value_of(key))


def changed_by(given: Given, answers: Values, questions: Questions) -> Given:
    """Return what stands after these answers.

    What was asked of another score alone is taken back with that score; words stay, for they
    were said.
    """
    after = given
    for key, value in answers.items():
        after = after.with_value(key, value)
    if SCORE not in answers or after.score == given.score:
        return after
    led = {band.question.key for band in questions.bands} - {REASON}
    asked = {question.key for question in questions.after(after.score)}
    for key in led - asked - answers.keys():
        after = after.with_value(key, NOTHING)
    return after


def differences(before: Given, after: Given) -> Mapping[str, Value]:
    """Return, by question, what stood where something else stands now: nothing, too."""
    return {
        key: before.value_of(key)
        for key in sorted(before.keys | after.keys)
        if before.value_of(key) != after.value_of(key)
    }
