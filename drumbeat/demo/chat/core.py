"""What this room was given of the core."""

from dataclasses import dataclass

from bot.language import Wording
from bot.ports import ChatLog, Dispatch, Inbox, Previews, Stage, Submit


@dataclass(frozen=True, slots=True)
class Core:
    """The ports the room works with."""

    chat_log: ChatLog
    inbox: Inbox
    submit: Submit
    dispatch: Dispatch
    stage: Stage
    previews: Previews
    wording: Wording
