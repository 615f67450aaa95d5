"""Answer a question about a figure: read, compute as the asker, and say what was read."""

from bot.figures.usecases.ask.asking import answer, ask, ask_after_word, press, take_question
from bot.figures.usecases.ask.changes import press_changed
from bot.figures.usecases.ask.computing import press_how, press_sql
from bot.figures.usecases.ask.extracts import press_extract

__all__ = [
    "answer",
    "ask",
    "ask_after_word",
    "press",
    "press_changed",
    "press_extract",
    "press_how",
    "press_sql",
    "take_question",
]
