"""What this room was given of the core."""

from dataclasses import dataclass

from adapters.intake import Intake
from bot.language import Wording
from bot.ports import ChatLog
from drumbeat.demo.ports import Stage
from drumbeat.previews import Previews


@dataclass(frozen=True, slots=True)
class Core:
    """The ports the room works with."""

    chat_log: ChatLog
    intake: Intake
    stage: Stage
    previews: Previews
    wording: Wording
