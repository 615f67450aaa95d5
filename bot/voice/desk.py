"""What the desk of surveys brings: few write or record, so its use cases are read when wanted."""

from bot.beat.cards.approving import LOOK_SURVEY, OPEN_SURVEY
from bot.entries import ANYTHING, Command
from bot.rights import Right
from bot.voice.lazily import UseCase
from bot.voice.rules import wishes
from bot.voice.rules.promises import ASK_ELSE

_WRITE = UseCase("write_survey", "write")

_RECORD = UseCase("record_answer", "ask")

_LIST = UseCase("see_surveys", "show")
_ASK_AFTER = UseCase("ask_after_event", "ask")

COMMANDS = (
    Command("surveys", _LIST, right=Right.WRITE_ANNOUNCEMENTS, listed=False),
    Command("survey", _WRITE, right=Right.WRITE_ANNOUNCEMENTS, listed=False),
    Command("ask", _ASK_AFTER, more=ANYTHING, right=Right.READ_RESPONSES, listed=False),
    Command("record", _RECORD, right=Right.READ_RESPONSES, also=("record answer",), listed=False),
)
PRESSES = {
    ASK_ELSE: UseCase("ask_else", "ask_whom"),
    wishes.WRITE: _WRITE,
    wishes.LIST: _LIST,
    wishes.END: UseCase("see_surveys", "ask_how"),
    wishes.CLOSE: UseCase("see_surveys", "close"),
    wishes.STOP: UseCase("see_surveys", "stop"),
    LOOK_SURVEY: UseCase("try_survey", "look"),
    OPEN_SURVEY: UseCase("write_survey", "show"),
    wishes.SECOND: UseCase("write_survey", "ask_second"),
    wishes.ASK: UseCase("write_survey", "ask"),
    wishes.DROP: UseCase("write_survey", "drop"),
    wishes.TRY: UseCase("try_survey", "ask_where"),
    wishes.WHOM: UseCase("foresee_survey", "show"),
    wishes.RECORD: _RECORD,
    wishes.ASK_AFTER: _ASK_AFTER,
    wishes.TAKE_BACK: UseCase("record_answer", "take_back"),
    wishes.MORE: UseCase("add_questions", "ask_what"),
    wishes.LESS: UseCase("add_questions", "remove"),
    wishes.BY_SCORE: UseCase("add_questions", "ask_by_score"),
}
FORMS = {
    ASK_ELSE: UseCase("ask_else", "ask"),
    wishes.WRITE: UseCase("write_survey", "keep"),
    wishes.TRY: UseCase("try_survey", "send"),
    wishes.RECORD: UseCase("record_answer", "keep"),
    wishes.ASK_AFTER: UseCase("ask_after_event", "take"),
    wishes.MORE: UseCase("add_questions", "add"),
    wishes.BY_SCORE: UseCase("add_questions", "keep_by_score"),
}
