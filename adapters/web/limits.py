"""What a page can hold."""

from bot.fitting import Abilities, Limits
from bot.pictures import GIF, JPEG, PNG

LIMITS = Limits("Web")
ABILITIES = Abilities(LIMITS, picture_bytes=1_000_000, picture_kinds=frozenset({PNG, JPEG, GIF}))
"""A picture lies in its line of the chat, which is loaded as a whole."""
