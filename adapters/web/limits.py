"""What a page can hold."""

from bot.fitting import Limits

LIMITS = Limits("Web")
