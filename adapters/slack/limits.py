"""Slack's limits by name, and the refusal that names them."""

from bot.errors import MessageRejected

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
VIEW_BYTES = 250_000
MESSAGE_CHARACTERS = 10_000
"""Over all blocks of a message. Slack names no number; failures were seen from 11,341 on."""
TEXT = 4_000
"""The plain twin: posting takes ten times more, but chat.update refuses beyond this."""
SECTION_TEXT = 3_000
FIELD_TEXT = 2_000
FIELDS = 10
HEADER_TEXT = 150
CONTEXT_TEXT = 2_000
ACTIONS_ELEMENTS = 25
BUTTON_TEXT = 75
URL = 3_000
ALT_TEXT = 2_000
OPTIONS = 100
OPTION_TEXT = 75
PLACEHOLDER = 150
ACTION_VALUE = 150
TABLES_IN_MESSAGE = 1
TABLE_ROWS = 100
TABLE_CELLS = 20
TABLE_CHARACTERS = 10_000
CHARTS_IN_MESSAGE = 2
CHART_TITLE = 50
CHART_SERIES = 6
CHART_CATEGORIES = 20
CHART_LABEL = 20
AXIS_LABEL = 50
MODAL_TITLE = 24
MODAL_BUTTON = 24
PRIVATE_METADATA = 3_000
INPUT_LABEL = 2_000
INPUT_HINT = 2_000
INPUT_LENGTH = 3_000
BLOCK_ID = 255


def within(words: str, limit: int, element: str) -> str:
    """Return the words where they fit; refuse empty ones and ones that would be cut."""
    if not words.strip():
        raise MessageRejected(f"Slack: {element} is empty")
    if len(words) > limit:
        raise MessageRejected(f"Slack: {element} has {len(words)} characters, limit {limit}")
    return words


def at_most(count: int, limit: int, element: str) -> None:
    """Refuse a list of things that is empty or longer than Slack takes."""
    if not 1 <= count <= limit:
        raise MessageRejected(f"Slack: {element}: {count}, limit 1 to {limit}")


def web_address(url: str, element: str) -> str:
    """Return an address Slack can follow, or refuse it."""
    within(url, URL, element)
    if not is_web_address(url):
        raise MessageRejected(f"Slack: {element} is no web address (http or https)")
    return url


def is_web_address(url: str) -> bool:
    """Whether Slack takes this as an address of the web."""
    scheme, mark, rest = url.partition("://")
    bare = rest and not any(letter.isspace() for letter in url)
    return bool(mark and bare and scheme in {"http", "https"} and len(url) <= URL)
