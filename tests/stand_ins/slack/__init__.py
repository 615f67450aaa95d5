"""A strict Slack that runs on this machine and knows nothing of the app it talks to."""

from .choices import CannotDo
from .door import Ack, sign
from .person import Person
from .server import FakeSlack
from .state import Conversation, Member, Message, Team, View
from .world import Accepted, Violation

__all__ = [
    "Accepted",
    "Ack",
    "CannotDo",
    "Conversation",
    "FakeSlack",
    "Member",
    "Message",
    "Person",
    "Team",
    "View",
    "Violation",
    "sign",
]
