"""What people do on the page, as it is kept in the inbox and understood again later."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.action import ActionRef
from bot.event import ActionPressed, Event, FormSubmitted, Origin, Said

SAID, PRESSED, SUBMITTED, BEAT = "said", "pressed", "submitted", "beat"


@dataclass(frozen=True, slots=True)
class Post:
    """One thing somebody did; `words` is how their own side of the chat tells it."""

    contact_id: str
    kind: str
    words: str = ""
    action: str = ""
    line_id: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def wish(self) -> str:
        """Tell one wish from another: what was pressed or said, not how the chat words it."""
        said = self.words if self.kind == SAID else ""
        values = sorted(self.values.items())
        return json.dumps((self.contact_id, self.kind, said, self.action, self.line_id, values))


def event_of(post: Post, inbox_id: str) -> Event | None:
    """Return the neutral event; None where the post is the room's own affair."""
    origin = Origin(
        platform="web",
        installation="web",
        user=post.contact_id,
        conversation=post.contact_id,
        private=True,
    )
    match post.kind:
        case "said":
            return Said(origin, post.words, inbox_id)
        case "pressed":
            return ActionPressed(origin, ActionRef.read(post.action), inbox_id, post.line_id)
        case "submitted":
            action = ActionRef.read(post.action)
            return FormSubmitted(origin, action, dict(post.values), inbox_id)
        case _:
            return None
