"""Slash commands: what each stands for, also where it was written in a message."""

from collections.abc import Mapping

Commands = Mapping[str, str]
"""Every slash command, with the word it stands for; the bot's own name stands for none."""
HELP = "help"


def in_words(command: str, text: str, commands: Commands) -> str | None:
    """Return what a command with this text says in words; None where it is none of ours."""
    meant = commands.get(command)
    return None if meant is None else f"{meant} {text}".strip() or HELP


def without_slash(text: str, commands: Commands) -> str:
    """Take a command that begins a message for its words: Slack offers none in threads."""
    first, _, rest = text.strip().partition(" ")
    return in_words(first.casefold(), rest, commands) or text
