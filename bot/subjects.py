"""What the subjects bring, put together in this one place."""

from collections.abc import Callable

from bot.beat.subject import BEAT
from bot.figures.subject import FIGURES
from bot.goals.subject import GOALS
from bot.people.subject import PEOPLE
from bot.voice.subject import VOICE

SUBJECTS = (VOICE, GOALS, FIGURES, BEAT, PEOPLE)
COMMANDS = tuple(command for subject in SUBJECTS for command in subject.commands)
"""Every word that does something."""


def for_everybody(say: Callable[[str], str]) -> dict[str, str]:
    """Return the words that need no right, each with what it does: what a platform may list."""
    listed = (command for command in COMMANDS if command.right is None and command.listed)
    return {command.word: say(command.key) for command in listed}


def starters(say: Callable[[str], str]) -> dict[str, str]:
    """Return what somebody new may say first, by a short title for each."""
    return {
        say("starter_metrics"): say("example_for_partner"),
        say("starter_schedule"): "schedule",
        say("starter_nps"): "nps",
        say("starter_help"): "help",
    }
