"""Taps in a conversation: what one of somebody unknown is kept as."""

import json
from dataclasses import asdict, dataclass, replace

from bot.event import Origin


@dataclass(frozen=True, slots=True)
class KeptTap:
    """A score that somebody gave before anybody knew who they are, and where they are met."""

    origin: Origin
    score: int

    def write(self) -> str:
        """Write it down, to be sealed."""
        return json.dumps({**asdict(self.origin), "score": self.score})

    @classmethod
    def read(cls, written: str) -> "KeptTap":
        """Read what `write` wrote."""
        kept = json.loads(written)
        score = int(kept.pop("score"))
        return cls(Origin(**kept), score)

    def is_of(self, origin: Origin) -> bool:
        """Say whether whoever is met there is the one who tapped."""
        mine = self.origin
        if (mine.platform, mine.user) != (origin.platform, origin.user):
            return False
        same_place = mine.installation == origin.installation
        return same_place or (mine.home != "" and mine.home == origin.home)


def kept_of(origin: Origin, score: int) -> KeptTap:
    """Return a tap as it is kept: where it was, but not what their client was set to."""
    return KeptTap(replace(origin, language="", thread=""), score)
