"""What the core asks of others, and what the rooms may ask of each other."""

from bot.ports.chat import ChatEntry, ChatLog
from bot.ports.doors import Dispatch, Door, Inbox, InboxEntry, Submit, Vault
from bot.ports.engine import Engine
from bot.ports.figures import Figures
from bot.ports.links import Links, MailLinks, OpenedLink
from bot.ports.messengers import Courier, Destination, Messenger, Messengers, Receipt
from bot.ports.people import Directories, Directory, Profile
from bot.ports.places import Conversation, Conversations, Installation, Installations

__all__ = [
    "ChatEntry",
    "ChatLog",
    "Conversation",
    "Conversations",
    "Courier",
    "Destination",
    "Directories",
    "Directory",
    "Dispatch",
    "Door",
    "Engine",
    "Figures",
    "Inbox",
    "InboxEntry",
    "Installation",
    "Installations",
    "Links",
    "MailLinks",
    "Messenger",
    "Messengers",
    "OpenedLink",
    "Profile",
    "Receipt",
    "Submit",
    "Vault",
]
