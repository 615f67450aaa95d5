"""What a letter can hold, and that it cannot be changed once it is on its way."""

from bot.fitting import NEVER, Abilities, Limits
from bot.pictures import GIF, JPEG, PNG

LIMITS = Limits("Email")
ABILITIES = Abilities(
    LIMITS,
    # Every reader gets a copy of their own, a third larger on the way.
    picture_bytes=1_000_000,
    picture_kinds=frozenset({PNG, JPEG, GIF}),
    amended_for=NEVER,
    retracted_for=NEVER,
)
