"""A strict Microsoft Teams that runs on this machine and knows nothing of the bot it talks to."""

from .answers import Dialog, Reaction
from .choices import CannotDo
from .door import Ack, Deadlines, Sent
from .keys import BadToken
from .person import Person
from .server import FakeTeams
from .state import Accepted, Conversation, Member, Posted, Team, Tenant, Violation

__all__ = [
    "Accepted",
    "Ack",
    "BadToken",
    "CannotDo",
    "Conversation",
    "Deadlines",
    "Dialog",
    "FakeTeams",
    "Member",
    "Person",
    "Posted",
    "Reaction",
    "Sent",
    "Team",
    "Tenant",
    "Violation",
]
