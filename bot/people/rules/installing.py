"""How far a workspace has come on its way in, and the words with which it is called in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

NOBODYS = "a workspace"
"""Stands for no partner: a workspace that shall vouch for nobody yet, such as another of ours."""
REASONS: Mapping[str, str] = {
    "app_mentions:read": "scope_app_mentions_read",
    "channels:history": "scope_channels_history",
    "channels:join": "scope_channels_join",
    "channels:read": "scope_channels_read",
    "chat:write": "scope_chat_write",
    "chat:write.customize": "scope_chat_write_customize",
    "commands": "scope_commands",
    "files:write": "scope_files_write",
    "groups:history": "scope_groups_history",
    "groups:read": "scope_groups_read",
    "im:history": "scope_im_history",
    "im:write": "scope_im_write",
    "reactions:read": "scope_reactions_read",
    "team:read": "scope_team_read",
    "users:read": "scope_users_read",
    "users:read.email": "scope_users_read_email",
}
"""Which sentence says why each scope is asked for."""
_INVITED = re.compile(r"(?:un)?invite (?P<partner>.+?)(?: (?:to|from) slack)?[.!]?", re.IGNORECASE)


def read_invited(text: str) -> str | None:
    """Return which partner is meant; "" is none, and None is not one of the forms."""
    found = _INVITED.fullmatch(text.strip())
    if found is None:
        return None
    partner = found["partner"].strip()
    return "" if partner.casefold() == NOBODYS else partner


@dataclass(frozen=True, slots=True)
class Progress:
    """One install link, and what came of it."""

    link_id: str
    partner: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    opened_at: datetime | None = None
    installed_at: datetime | None = None
    workspace: str = ""
    is_there: bool = False
    is_bound: bool = False
    has_domains: bool = True
    first_person_at: datetime | None = None
    first_message_at: datetime | None = None

    def steps(self) -> Iterator[tuple[str, bool, datetime | None]]:
        """Yield each step by its name, whether it is done, and when it was."""
        yield "opened", self.opened_at is not None, self.opened_at
        yield "installed", self.is_there, self.installed_at
        yield "bound", self.is_bound, None
        yield "person", self.first_person_at is not None, self.first_person_at
        yield "message", self.first_message_at is not None, self.first_message_at

    def state(self, now: datetime) -> str:
        """Say whether the link still works."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at <= now:
            return "expired"
        return "spent" if self.installed_at is not None else "works"
