"""What reaches us, in neutral words, and what we answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.action import ActionRef
from bot.form import Form
from bot.language import ENGLISH
from bot.message import Message, notice


@dataclass(frozen=True, slots=True)
class Origin:
    """Who did something, and where: ids of the platform, never names.

    `home` is the workspace or tenant the person belongs to, and `enterprise` its organisation,
    as far as the request says so; `installation` is where we stand: it differs for people of
    another company. `private` is true where nobody else reads along. `language` is the tag
    their client is set to, where the platform says it.
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


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody typed something: a command, a message to us, or a mention."""

    origin: Origin
    text: str
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class ActionPressed:
    """Somebody pressed a button, picked an option, or tapped a number."""

    origin: Origin
    action: ActionRef
    inbox_id: str | None = None


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
class InstallationRemoved:
    """A workspace or tenant removed us, or took our token back."""

    origin: Origin
    inbox_id: str | None = None


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """A person's time zone, language or standing on the platform changed."""

    origin: Origin
    zone: str | None
    active: bool
    inbox_id: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AddressBounced:
    """A delivery came back after all, or its reader called it spam.

    The delivery is known by our own id, so `origin` names no user. `permanent` means that
    nothing will ever arrive there; `reason` is a status code, never somebody's words.
    """

    origin: Origin
    delivery_id: str
    permanent: bool
    complaint: bool
    reason: str
    inbox_id: str | None = None


Event = (
    Said
    | ActionPressed
    | FormSubmitted
    | HomeOpened
    | InstallationRemoved
    | ProfileChanged
    | AddressBounced
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What we answer; the adapter renders it and chooses the platform's way.

    `messages` go where the event came from; with `only_asker` only that person sees them.
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
