"""Teams' limits by name, and what refuses by them."""

from urllib.parse import urlsplit

from bot.fitting import Abilities, ChartLimits, Limits
from bot.pictures import JPEG, PNG

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
OPEN_OPTIONS = 10
"""Boxes that stand open; more of them are folded where the client can do that."""
OPTION_VALUE = 600
"""Of what comes back for an option: three characters for each that has a percent code."""
TOOLTIP = 500
URL = 3_000
ALT_TEXT = 2_000
INPUT_LABEL = 500
INPUT_HINT = 500
INPUT_LENGTH = 20_000
INPUT_NAME = 240
SUMMARY = 1_000
CHARTS = ChartLimits(title=200, unit=200, label=200, series=12, categories=100)
DIALOG_TITLE = 64
"""Characters of a dialog's title bar; a longer one stands inside the dialog."""

LIMITS = Limits("Teams", URL)
ABILITIES = Abilities(
    LIMITS,
    picture_bytes=1_000_000,
    # Teams takes a GIF only where nothing in it moves: then it may as well be a PNG.
    picture_kinds=frozenset({PNG, JPEG}),
    picture_side=1024,
)


def picture_address(url: str, element: str) -> str:
    """Return the address of a picture; clients fetch them by https alone."""
    if urlsplit(LIMITS.web_address(url, element)).scheme != "https":
        raise LIMITS.refusal(element, "is no https address")
    return url
