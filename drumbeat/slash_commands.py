"""The slash commands as this operator named them, and the Slack app's manifest with them."""

from collections.abc import Mapping

from adapters.slack.manifest import Declared, make_manifest
from bot.errors import ConfigurationInvalid
from bot.language import Wording
from bot.order_of_words import NAME
from bot.subjects import COMMANDS
from drumbeat.settings import Settings

EXAMPLE_HOST = "drumbeat.example.com"
WORDS = (*(command.word for command in COMMANDS if command.slash), NAME)
"""The words that have a slash command; the last calls us by our name."""


def slash_commands(settings: Settings) -> Mapping[str, str]:
    """Return every slash command with the word it stands for; our own name stands for none.

    One that is renamed but does not exist, and a name for two, is `ConfigurationInvalid`.
    """
    renamed = settings.renamed_slash_commands
    unknown = [word for word in renamed if word not in WORDS]
    if unknown:
        raise ConfigurationInvalid(
            f"DRUMBEAT_SLACK_COMMANDS is wrong: {unknown[0]} is no slash command of ours; "
            f"they are {', '.join(WORDS)}"
        )
    names = {word: f"/{renamed.get(word, word)}" for word in WORDS}
    if len(set(names.values())) < len(names):
        raise ConfigurationInvalid("DRUMBEAT_SLACK_COMMANDS is wrong: two commands have one name")
    return {name: "" if word == NAME else word for word, name in names.items()}


def slack_manifest(
    commands: Mapping[str, str], wording: Wording, host: str = EXAMPLE_HOST
) -> dict[str, object]:
    """Return the manifest of the Slack app, served at this host, with these commands."""
    return make_manifest(host, [_declared(n, w or NAME, wording) for n, w in commands.items()])


def _declared(name: str, word: str, wording: Wording) -> Declared:
    return Declared(name, wording.say(f"command_{word}"), wording.say(f"usage_{word}"))
