"""Answer a question about a figure: read, compute as the asker, and say what was read."""

from bot.usecases.ask.asking import ask, press

__all__ = ["ask", "press"]
