"""Teams' limits by name, and the refusal that names them."""

from urllib.parse import urlsplit

from bot.errors import MessageRejected

CARD_BYTES = 25_000
"""Of one card in JSON. Teams takes 100 KB of a bot; older clients and webhooks stop at 28."""
TEXT = 3_000
"""Characters of one block of text; more is drawn as several blocks."""
PART_BYTES = 12_000
"""Of one part of a long table, so that a card has room for more than that."""
ROW_BYTES = 9_000
BUTTONS_IN_ROW = 6
"""Teams hides a seventh button of a row behind three dots."""
BUTTON_TEXT = 200
TOOLTIP = 500
URL = 3_000
ALT_TEXT = 2_000
INPUT_LABEL = 500
INPUT_HINT = 500
INPUT_LENGTH = 20_000
INPUT_NAME = 240
SUMMARY = 1_000
CHART_TITLE = 200
CHART_POINTS = 100
CHART_SERIES = 12
DIALOG_TITLE = 64
"""Characters of a dialog's title bar; a longer one stands inside the dialog."""


def within(words: str, limit: int, element: str) -> str:
    """Return the words where they fit; refuse empty ones and ones that would be cut."""
    if not words.strip():
        raise MessageRejected(f"Teams: {element} is empty")
    if len(words) > limit:
        raise MessageRejected(f"Teams: {element} has {len(words)} characters, limit {limit}")
    return words


def at_most(count: int, limit: int, element: str) -> None:
    """Refuse a number of things that is nothing or more than Teams takes."""
    if not 1 <= count <= limit:
        raise MessageRejected(f"Teams: {element}: {count}, limit 1 to {limit}")


def web_address(url: str, element: str) -> str:
    """Return an address a client can open, or refuse it."""
    within(url, URL, element)
    if not is_web_address(url):
        raise MessageRejected(f"Teams: {element} is no web address (http or https)")
    return url


def picture_address(url: str, element: str) -> str:
    """Return the address of a picture; clients fetch them by https alone."""
    if urlsplit(web_address(url, element)).scheme != "https":
        raise MessageRejected(f"Teams: {element} is no https address")
    return url


def is_web_address(url: str) -> bool:
    """Whether a client opens this as an address of the web."""
    if len(url) > URL or url.split() != [url]:
        return False
    try:
        address = urlsplit(url)
        return address.scheme in {"http", "https"} and bool(address.hostname)
    except ValueError:
        return False
