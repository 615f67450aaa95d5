"""Slack's limits by name, and what refuses by them."""

from bot.fitting import Abilities, ChartLimits, Limits
from bot.pictures import GIF, JPEG, PNG

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
BOXES = 10
PLACEHOLDER = 150
TABLES_IN_MESSAGE = 1
TABLE_ROWS = 100
TABLE_CELLS = 20
TABLE_CHARACTERS = 10_000
TABLE_TEXT = 1_500
"""Of a table said again in the plain twin; a longer one is read in its cells."""
CHARTS_IN_MESSAGE = 2
CHARTS = ChartLimits(title=50, unit=50, label=20, series=6, categories=20)
MODAL_TITLE = 24
MODAL_BUTTON = 24
PRIVATE_METADATA = 3_000
INPUT_LABEL = 2_000
INPUT_HINT = 2_000
INPUT_LENGTH = 3_000
BLOCK_ID = 255

LIMITS = Limits("Slack", URL)
ABILITIES = Abilities(
    LIMITS,
    # Slack takes far more; nobody on a phone waits for it.
    picture_bytes=5_000_000,
    picture_kinds=frozenset({PNG, JPEG, GIF}),
)
"""A workspace may let messages be changed for a while only: then Slack says so, `NotPermitted`."""
