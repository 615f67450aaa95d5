"""Who people are on the web: the room knows nothing the programme does not."""

from bot.event import Origin
from bot.ports import Profile


class WebDirectory:
    """Says nothing of anybody."""

    async def profile(self, origin: Origin) -> Profile:
        """Return an empty profile."""
        del origin
        return Profile()
