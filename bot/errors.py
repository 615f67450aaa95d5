"""Every error the core knows; an error's docstring is its default message."""

from pathlib import Path


class DrumbeatError(Exception):
    """Something went wrong."""

    def __str__(self) -> str:
        """Return the given message, or the class's own sentence."""
        return super().__str__() or (type(self).__doc__ or "").strip()


class ConfigurationInvalid(DrumbeatError):
    """A setting is missing or wrong."""


class SecretKeyWrong(ConfigurationInvalid):
    """DRUMBEAT_SECRET_KEY is not the key this database was encrypted with."""


class DatabaseBehind(DrumbeatError):
    """The database is behind this program: run `drumbeat db upgrade`."""


class ContentInvalid(DrumbeatError):
    """A content file cannot be used."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class CadenceUnreadable(DrumbeatError):
    """The cadence cannot be read."""


class ActionUnreadable(DrumbeatError):
    """A button carried a value that this program never wrote."""


class MessageRejected(DrumbeatError):
    """The message does not fit the platform: the text names element and limit."""


class MessageUnreadable(DrumbeatError):
    """A kept message cannot be read by this program: it is older, newer, or broken."""


class NotKept(DrumbeatError):
    """A request could not be written down, so it must not be acknowledged."""


class RequestRefused(DrumbeatError):
    """An incoming request that must not be handled: wrong signature, stale, or unreadable."""

    def __init__(self, reason: str, *, status: int = 401) -> None:
        super().__init__(reason)
        self.status = status


class DeliveryProblem(DrumbeatError):
    """A delivery did not end as hoped; the subclasses say what may be done next."""


class RateLimited(DeliveryProblem):
    """The platform asks us to slow down; nothing was sent."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"rate limited: retry after {retry_after:g} s")
        self.retry_after = retry_after


class NotSent(DeliveryProblem):
    """Nothing left, or doing it twice does no harm: it may be tried again."""


class OutcomeUnknown(DeliveryProblem):
    """The request left and no clear answer came: never resent blindly."""


class RecipientGone(DeliveryProblem):
    """The recipient cannot be reached there any more.

    Where it was a conversation, `state` says what became of it: archived, disconnected, or
    we are not a member.
    """

    def __init__(self, *told: object, state: str = "not a member") -> None:
        super().__init__(*told)
        self.state = state


class InstallationGone(DeliveryProblem):
    """We were removed from this workspace, or its token no longer works."""


class NotPermitted(DeliveryProblem):
    """The platform does not let us post there; an administrator over there can change that."""


class MessageGone(DeliveryProblem):
    """The message does not stand there any more, so there is nothing of it to change."""


class NotPossible(DeliveryProblem):
    """The platform can do no such thing with what it took: its `Abilities` say so beforehand."""


class NothingFound(DrumbeatError):
    """What was named is not there, and nothing was changed."""


class ImportRefused(DrumbeatError):
    """The file cannot be imported, and nothing was changed."""


class ImportBusy(DrumbeatError):
    """Another import is being written: start this one again when it has ended."""
