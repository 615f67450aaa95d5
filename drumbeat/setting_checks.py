"""What a setting has to look like, where that takes more than a pattern."""

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

DNS_PORT = 53
SLASH_COMMAND_LENGTH = 31
SLASH_COMMAND = re.compile(rf"[a-z0-9_-]{{1,{SLASH_COMMAND_LENGTH}}}")
"""What Slack takes behind the slash."""
TOKENS = {
    "slack_bot_token": ("xoxb-", "the Bot User OAuth Token"),
    "slack_app_token": ("xapp-", "the app-level token"),
}
KINDS_OF_TOKENS = ("xoxb-", "xoxp-", "xapp-")
"""Of others nothing is known here: Slack says what it thinks of them."""

_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
WEEKLY_WORDS = f"^(?i:{_DAYS}) ([01]?[0-9]|2[0-3]):[0-5][0-9]$"
"""How an operator writes a weekly moment."""


def its_own_token(name: str, token: SecretStr | None) -> SecretStr | None:
    """Return a token of Slack's; one that is meant for another setting is a `ValueError`."""
    begins, what = TOKENS[name]
    given = token.get_secret_value() if token is not None else begins
    if given.startswith(begins) or not given.startswith(KINDS_OF_TOKENS):
        return token
    raise ValueError(f"it begins with {given[:5]}; write {what}, which begins with {begins}")


def resolver(address: str) -> tuple[str, int]:
    """Return the address and the port of a resolver; what is no address is a `ValueError`."""
    parts = urlsplit(f"//{address}")
    return str(ip_address(parts.hostname or "")), parts.port or DNS_PORT


def check_apart(keys: Path | None, database: Path | None) -> None:
    """Raise `ValueError` unless a copy of the database's folder holds no key of a wave."""
    if keys is None or database is None:
        return
    home, there = database.resolve().parent, keys.resolve()
    if home.is_relative_to(there) or there.is_relative_to(home):
        raise ValueError(
            f"DRUMBEAT_WAVE_KEYS is wrong: {keys} lies with the database; name a folder apart "
            "from the database's, so that no copy of the one holds the other"
        )


def usable_proxy(address: SecretStr | None) -> SecretStr | None:
    """Return a proxy's address; one that cannot be used is a `ValueError`."""
    parts = urlsplit(address.get_secret_value() if address is not None else "http://none")
    if parts.scheme in {"http", "https"} and parts.hostname:
        return address
    raise ValueError("write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT")


def renamed(commands: str) -> str:
    """Return names for slash commands; one that Slack does not take is a `ValueError`."""
    for name in pairs(commands).values():
        if not SLASH_COMMAND.fullmatch(name):
            raise ValueError(
                f"{name!r} is no name Slack takes: write small letters, digits, - and _, "
                f"{SLASH_COMMAND_LENGTH} at most"
            )
    return commands


def pairs(given: str) -> dict[str, str]:
    """Read "word=name, word=name"; a `ValueError` says what is wrong."""
    found: dict[str, str] = {}
    for each in filter(None, map(str.strip, given.split(","))):
        given_word, mark, name = (part.strip() for part in each.partition("="))
        word = given_word.removeprefix("/")
        if not (word and mark) or word in found:
            raise ValueError("write word=name, separated by commas and each once: nps=our-nps")
        found[word] = name.removeprefix("/")
    return found
