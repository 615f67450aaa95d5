"""What figures bring: the answer to every question, the metrics of the books, and renewals."""

from bot.entries import ANYTHING, BriefSection, Command, Subject
from bot.figures import desk
from bot.figures.usecases import ask, brief_figures, say_renewals, see_renewals

FIGURES = Subject(
    commands=(
        Command("metrics", ask.ask_after_word, more=ANYTHING, slash=True),
        Command("renewals", see_renewals.show_list, more=ANYTHING),
        Command("renewals on", see_renewals.switch_on, also=("unmute renewals",), listed=False),
        Command(
            "renewals off",
            see_renewals.switch_off,
            also=("stop renewals", "mute renewals"),
            listed=False,
        ),
        *desk.COMMANDS,
    ),
    presses={
        "ask": ask.press,
        "changed": ask.press_changed,
        "renewal": see_renewals.open_one,
        "renewals": see_renewals.press_list,
        "renewals_on": see_renewals.switch_on,
        "renewals_off": see_renewals.switch_off,
        "renewal_say": say_renewals.say,
        "extract": ask.press_extract,
        "how": ask.press_how,
        "sql": ask.press_sql,
        **desk.PRESSES,
    },
    forms={"renewal_lost": say_renewals.say_lost, **desk.FORMS},
    briefs=(
        BriefSection(brief_figures.draw_figures, place=10),
        BriefSection(brief_figures.draw_ages, place=90),
        *desk.BRIEFS,
    ),
    question=ask.take_question,
)
