"""Answer a question about a figure: read, compute as the asker, and say what was read."""

from bot.figures.usecases.ask.asking import ask, ask_after_word, press

__all__ = ["ask", "ask_after_word", "press"]
