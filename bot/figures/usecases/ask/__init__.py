"""Answer a question about a figure: read, compute as the asker, and say what was read."""

from bot.figures.usecases.ask.asking import answer, ask, ask_after_word, press, take_question

__all__ = ["answer", "ask", "ask_after_word", "press", "take_question"]
