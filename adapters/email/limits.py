"""What a letter can hold."""

from bot.fitting import Limits

LIMITS = Limits("Email")
