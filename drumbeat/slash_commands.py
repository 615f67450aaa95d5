"""The slash commands as this operator named them, and the Slack app's manifest with them."""

import re
from collections.abc import Mapping

from adapters.slack.manifest import Declared, make_manifest
from bot.errors import ConfigurationInvalid
from bot.language import Wording
from bot.order_of_words import NAME
from bot.subjects import COMMANDS
from drumbeat.settings import Settings

EXAMPLE_HOST = "drumbeat.example.com"
HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d{1,5})?")
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
    commands: Mapping[str, str],
    wording: Wording,
    host: str = EXAMPLE_HOST,
    *,
    by_socket: bool = False,
) -> dict[str, object]:
    """Return the manifest of the Slack app with these commands, served at this host or by socket.

    What is no host is `ConfigurationInvalid`.
    """
    name = host.strip().removeprefix("https://").rstrip("/")
    if not HOST.fullmatch(name) and not (by_socket and not name):
        raise ConfigurationInvalid(
            "--host: write where this server is for Slack, such as beat.example.com; "
            "or take --socket, which needs no address"
        )
    declared = [_declared(n, w or NAME, wording) for n, w in commands.items()]
    return make_manifest(name, declared, by_socket=by_socket)


def _declared(name: str, word: str, wording: Wording) -> Declared:
    return Declared(name, wording.say(f"command_{word}"), wording.say(f"usage_{word}"))
