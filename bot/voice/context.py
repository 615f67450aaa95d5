"""What the voice's use cases are given beside the ports that all share."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.figures.context import FiguresContext
from bot.voice.ports import Surveys
from bot.voice.store.wave_keys import WaveKeys

if TYPE_CHECKING:
    from bot.voice.answers import Answers
    from bot.voice.rules.cases import CasePolicy


def _usual() -> "CasePolicy":
    from bot.voice.rules.cases import CasePolicy  # noqa: PLC0415 - a figure wants none of it

    return CasePolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceContext(FiguresContext):
    """All that any use case is given: the highest subject may use what lies below it.

    `case_policy` is what the vendor promises whoever complains, `pushes_per_week` how many
    messages one recipient is pushed in any seven days, and `confidants` the addresses of those
    administrators who read what was answered in confidence.
    """

    surveys: Surveys
    case_policy: Callable[[], "CasePolicy"] = _usual
    confidants: Callable[[], Collection[str]] = tuple
    wave_keys: WaveKeys = field(default_factory=WaveKeys)
    pushes_per_week: int = 5

    @property
    def answers(self) -> "Answers":
        """What reads and records answers as their wave promised."""
        from bot.voice.answers import Answers  # noqa: PLC0415 - a figure wants none of it

        return Answers(self.wave_keys)
