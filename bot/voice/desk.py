"""What the desk of surveys brings: few write or record, so its use cases are read when wanted."""

from importlib import import_module
from typing import Any

from bot.beat.cards.approving import LOOK_SURVEY, OPEN_SURVEY
from bot.entries import ANYTHING, Command
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.principal import Principal
from bot.rights import Right
from bot.voice.context import VoiceContext
from bot.voice.rules import wishes
from bot.voice.rules.promises import ASK_ELSE


class _UseCase:
    """A use case that is found when it is first wanted."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = f"bot.voice.usecases.{module}", name

    async def __call__(
        self,
        context: VoiceContext,
        asker: Principal,
        event: Said | ActionPressed | FormSubmitted,
    ) -> Reply:
        use_case: Any = getattr(import_module(self._module), self._name)
        reply: Reply = await use_case(context, asker, event)
        return reply


_WRITE = _UseCase("write_survey", "write")

_RECORD = _UseCase("record_answer", "ask")

_LIST = _UseCase("see_surveys", "show")
_ASK_AFTER = _UseCase("ask_after_event", "ask")

COMMANDS = (
    Command("surveys", _LIST, right=Right.WRITE_ANNOUNCEMENTS, listed=False),
    Command("survey", _WRITE, right=Right.WRITE_ANNOUNCEMENTS, listed=False),
    Command("ask", _ASK_AFTER, more=ANYTHING, right=Right.READ_RESPONSES, listed=False),
    Command("record", _RECORD, right=Right.READ_RESPONSES, also=("record answer",), listed=False),
)
PRESSES = {
    ASK_ELSE: _UseCase("ask_else", "ask_whom"),
    wishes.WRITE: _WRITE,
    wishes.LIST: _LIST,
    wishes.END: _UseCase("see_surveys", "ask_how"),
    wishes.CLOSE: _UseCase("see_surveys", "close"),
    wishes.STOP: _UseCase("see_surveys", "stop"),
    LOOK_SURVEY: _UseCase("try_survey", "look"),
    OPEN_SURVEY: _UseCase("write_survey", "show"),
    wishes.SECOND: _UseCase("write_survey", "ask_second"),
    wishes.ASK: _UseCase("write_survey", "ask"),
    wishes.DROP: _UseCase("write_survey", "drop"),
    wishes.TRY: _UseCase("try_survey", "ask_where"),
    wishes.WHOM: _UseCase("foresee_survey", "show"),
    wishes.RECORD: _RECORD,
    wishes.ASK_AFTER: _ASK_AFTER,
    wishes.TAKE_BACK: _UseCase("record_answer", "take_back"),
    wishes.MORE: _UseCase("add_questions", "ask_what"),
    wishes.LESS: _UseCase("add_questions", "remove"),
    wishes.BY_SCORE: _UseCase("add_questions", "ask_by_score"),
}
FORMS = {
    ASK_ELSE: _UseCase("ask_else", "ask"),
    wishes.WRITE: _UseCase("write_survey", "keep"),
    wishes.TRY: _UseCase("try_survey", "send"),
    wishes.RECORD: _UseCase("record_answer", "keep"),
    wishes.ASK_AFTER: _UseCase("ask_after_event", "take"),
    wishes.MORE: _UseCase("add_questions", "add"),
    wishes.BY_SCORE: _UseCase("add_questions", "keep_by_score"),
}
