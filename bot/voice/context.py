"""What the voice's use cases are given beside the ports that all share."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.figures.context import FiguresContext
from bot.voice.ports import Surveys
from bot.voice.rules.cases import CasePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceContext(FiguresContext):
    """All that any use case is given: the highest subject may use what lies below it.

    `case_policy` is what the vendor promises whoever complains.
    """

    surveys: Surveys
    case_policy: Callable[[], CasePolicy] = CasePolicy
