"""Taps in a conversation: what one of somebody unknown is kept as."""

import json
from dataclasses import asdict, dataclass, replace

from bot.event import Origin


@dataclass(frozen=True, slots=True)
class KeptTap:
    """What somebody tapped before anybody knew who they are, and where they are met.

    It is a number of the scale, or the key of an option.
    """

    origin: Origin
    value: str

    def write(self) -> str:
        """Write it down, to be sealed."""
        return json.dumps({**asdict(self.origin), "value": self.value})

    @classmethod
    def read(cls, written: str) -> "KeptTap":
        """Read what `write` wrote."""
        kept = json.loads(written)
        # A tap of before choices could be tapped was always a score.
        value = str(kept.pop("score")) if "score" in kept else str(kept.pop("value"))
        return cls(Origin(**kept), value)

    def is_of(self, origin: Origin) -> bool:
        """Say whether whoever is met there is the one who tapped."""
        mine = self.origin
        if (mine.platform, mine.user) != (origin.platform, origin.user):
            return False
        same_place = mine.installation == origin.installation
        return same_place or (mine.home != "" and mine.home == origin.home)


def kept_of(origin: Origin, value: str) -> KeptTap:
    """Return a tap as it is kept: where it was, but not what their client was set to."""
    return KeptTap(replace(origin, language="", thread=""), value)
