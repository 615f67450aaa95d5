"""What people do on a page, as it is kept in the inbox and understood again later."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.action import ActionRef
from bot.event import ActionPressed, Event, FormSubmitted, Origin

PRESSED, SUBMITTED = "pressed", "submitted"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did on the page of their link."""

    platform: str
    installation: str
    user: str
    kind: str
    action: str
    values: Mapping[str, str] = field(default_factory=dict)


def event_of(deed: Deed, inbox_id: str) -> Event:
    """Return the neutral event."""
    origin = Origin(deed.platform, deed.installation, deed.user)
    action = ActionRef.read(deed.action)
    if deed.kind == SUBMITTED:
        return FormSubmitted(origin, action, dict(deed.values), inbox_id)
    return ActionPressed(origin, action, inbox_id)
