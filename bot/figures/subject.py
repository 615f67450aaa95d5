"""What figures bring: the answer to every question, and the metrics of the books."""

from bot.entries import ANYTHING, BriefSection, Command, Subject
from bot.figures import desk
from bot.figures.usecases import ask, brief_figures

FIGURES = Subject(
    commands=(
        Command("metrics", ask.ask_after_word, more=ANYTHING, slash=True),
        *desk.COMMANDS,
    ),
    presses={"ask": ask.press, "changed": ask.press_changed, **desk.PRESSES},
    forms=desk.FORMS,
    briefs=(BriefSection(brief_figures.draw_figures, place=10),),
    question=ask.take_question,
)
