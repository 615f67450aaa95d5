"""What reaches us, in neutral words, and what we answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.action import ActionRef
from bot.form import Form
from bot.language import ENGLISH
from bot.message import Chart, Figure, Message, notice

WAVE_KEY = "k"
"""The argument of an action that names the anonymous wave under whose key the press is sealed."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who did something, and where: ids of the platform, never names.

    `home` is the workspace or tenant the person belongs to, and `enterprise` its organisation,
    as far as the request says so; `installation` is where we stand: it differs for people of
    another company. `private` is true where nobody else reads along. `language` is the tag
    their client is set to, where the platform says it. With `forms_for_all` a form opens there
    for people of another company too.
    """

    platform: str
    installation: str
    user: str
    conversation: str = ""
    private: bool = True
    home: str = ""
    thread: str = ""
    enterprise: str = ""
    language: str = ""
    forms_for_all: bool = False

    @property
    def opens_forms(self) -> bool:
        """Whether a form surely opens for whoever did this.

        For people of another company, in a conversation that both sides share, not every
        platform promises that.
        """
        return self.forms_for_all or self.home in {"", self.installation}


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody typed something: a command, a message to us, or a mention.

    `message` is what the platform calls it, `about` what it calls the message of ours that it
    answers, where that is known. `attached` says that a file came with it. With a `sender` it
    says itself that somebody else wrote it: then it is nobody's whom we know.
    """

    origin: Origin
    text: str
    inbox_id: str | None = None
    message: str = ""
    about: str = ""
    attached: bool = False
    sender: str = ""


@dataclass(frozen=True, slots=True)
class SaidOtherwise:
    """Somebody changed what they had said, or took it back: then `text` is None."""

    origin: Origin
    message: str
    text: str | None
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class Mailed:
    """Somebody answered one of our letters, which is known by its delivery.

    `sender` is the address it says it is from: anybody can write that. `text` is what stands
    above what was quoted. `origin` names no user: whose the delivery is, is looked up.
    """

    origin: Origin
    delivery_id: str
    sender: str
    text: str
    message: str = ""
    attached: bool = False
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class ActionPressed:
    """Somebody pressed a button, picked an option, or tapped a number.

    `message` is what the platform calls the message on which that stood, where it stays. Where
    it was done on a message of others, `words` are what stands in that.
    """

    origin: Origin
    action: ActionRef
    inbox_id: str | None = None
    message: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class FormSubmitted:
    """Somebody filled in a form; `bot.form` says what the values look like."""

    origin: Origin
    action: ActionRef
    values: Mapping[str, str] = field(default_factory=dict)
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at our home page on their platform."""

    origin: Origin
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody took us in: for themselves, or into a place of several."""

    origin: Origin
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class InstallationRemoved:
    """A workspace or tenant removed us, or took our token back; `at` is when, if it is told."""

    origin: Origin
    inbox_id: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """A person's time zone, language or standing on the platform changed."""

    origin: Origin
    zone: str | None
    active: bool
    inbox_id: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class PersonJoined:
    """Somebody came to a workspace, which says this of their email: they may be looked up now."""

    origin: Origin
    email: str
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceChanged:
    """Something about a conversation of several changed; how it stands now is to be asked.

    `moved_to` is its new id, where that is what changed. One that `may_be_new` is looked at
    though we do not know it: we came there, or another company did.
    """

    origin: Origin
    moved_to: str = ""
    may_be_new: bool = False
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class AddressBounced:
    """A delivery came back after all, or its reader called it spam.

    The delivery is known by our own id, so `origin` names no user. `permanent` means that
    nobody is there, so that nothing will ever arrive; what came back for another reason may
    arrive the next time. `reason` is a status code, never somebody's words.
    """

    origin: Origin
    delivery_id: str
    permanent: bool
    complaint: bool
    reason: str
    inbox_id: str | None = None


Event = (
    Said
    | SaidOtherwise
    | Mailed
    | ActionPressed
    | FormSubmitted
    | HomeOpened
    | Arrived
    | InstallationRemoved
    | ProfileChanged
    | PersonJoined
    | PlaceChanged
    | AddressBounced
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What we answer; the adapter renders it and chooses the platform's way.

    `messages` go where the event came from; with `only_asker` only that person sees them. What
    is said `apart` is said in the asker's own conversation, and where they asked, only that.
    `tells_figures` says that there are figures in it.
    `update` replaces the message whose button was pressed. `errors` go beside form fields.
    All of it is in one `language`, the asker's unless it says another.
    """

    messages: tuple[Message, ...] = ()
    form: Form | None = None
    update: Message | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    home: Message | None = None
    only_asker: bool = True
    language: str = ""
    apart: bool = False
    tells_figures: bool = False

    def in_language(self, language: str) -> "Reply":
        """Return the reply with the language it is written in, on every part of it."""
        return replace(
            self,
            messages=tuple(replace(each, language=language) for each in self.messages),
            form=replace(self.form, language=language) if self.form else None,
            update=replace(self.update, language=language) if self.update else None,
            home=replace(self.home, language=language) if self.home else None,
            language=language,
        )

    def mistakes(self, title: str = "") -> Message:
        """Say what was wrong with a form that is closed by now."""
        said = notice(title, *self.errors.values())
        return replace(said, language=self.language or ENGLISH.tag)

    def said(self, title: str) -> tuple[Message, ...]:
        """Return what is to be posted where no form is open; `title` stands above its errors."""
        return (*((self.mistakes(title),) if self.errors else ()), *self.messages)


def has_figures(reply: Reply) -> bool:
    """Say whether a reply shows figures: it says so itself, or something is drawn as one."""
    parts = (*reply.messages, reply.update, reply.home)
    elements = (each for part in parts if part is not None for each in part.elements)
    return reply.tells_figures or any(isinstance(each, Figure | Chart) for each in elements)
