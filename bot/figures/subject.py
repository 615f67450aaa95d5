"""What figures bring: the answer to every question, and the metrics of the books."""

from bot.entries import ANYTHING, Command, Subject
from bot.figures.usecases import ask

FIGURES = Subject(
    commands=(Command("metrics", ask.ask_after_word, more=ANYTHING, slash=True),),
    presses={"ask": ask.press, "changed": ask.press_changed},
    question=ask.take_question,
)
