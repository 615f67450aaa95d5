"""Answer a question about a figure: read, compute as the asker, and say what was read."""

from bot.figures.usecases.ask.asking import answer, ask, ask_after_word, press, take_question
from bot.figures.usecases.ask.changes import press_changed

__all__ = ["answer", "ask", "ask_after_word", "press", "press_changed", "take_question"]
