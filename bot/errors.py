"""Every error the core knows; an error's docstring is its default message."""

from collections.abc import Iterable
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


class WaveKeyMissing(ConfigurationInvalid):
    """The key of an anonymous wave cannot be made or found, so nothing is sealed or opened."""


class DatabaseBehind(DrumbeatError):
    """The database is behind this program: run `drumbeat db upgrade`."""


class DatabaseAhead(DrumbeatError):
    """The database is newer than this program."""


class DatabaseTrouble(DrumbeatError):
    """The database cannot be used just now; nothing of what was begun was kept.

    `cause` says why and names nothing of ours, so that anybody may read it; `step` is what an
    operator does about it. `reference` is that of the bout's line in the log.
    """

    def __init__(self, cause: str, step: str) -> None:
        super().__init__(f"{cause}: {step}")
        self.cause, self.step, self.reference = cause, step, ""


class DatabaseRestored(DrumbeatError):
    """The database is older than what was sent from it: it is a restored backup, or another one.

    `drumbeat db restored` takes it up, and leaves what it planned paused.
    """

    def __str__(self) -> str:
        """Return it as one sentence."""
        return " ".join(super().__str__().split())


class MarkUnusable(DrumbeatError):
    """The file that knows a restored backup cannot be read or written."""


class DatabaseTaken(DrumbeatError):
    """Another process has this database: it serves it, or imports into it alone."""


class ContentInvalid(DrumbeatError):
    """A content file cannot be used."""

    def __init__(self, path: Path, line: int, reason: str, *more: "ContentInvalid") -> None:
        own = f"{path}:{line}: {reason}"
        super().__init__("\n".join((own, *map(str, more))))
        self.path, self.line, self.reason, self.more = path, line, reason, more

    @classmethod
    def of_all(cls, faults: Iterable["ContentInvalid"]) -> "ContentInvalid":
        """Return one error that names every fault, by file and line; there must be one."""
        every = [each for fault in faults for each in (fault, *fault.more)]
        every.sort(key=lambda fault: (str(fault.path), fault.line))
        # Who reads a folder in parts may find a fault twice.
        once = dict.fromkeys((each.path, each.line, each.reason) for each in every)
        first, *more = (cls(*each) for each in once)
        return cls(first.path, first.line, first.reason, *more)


class CadenceUnreadable(DrumbeatError):
    """The cadence cannot be read."""


class AudienceUnreadable(DrumbeatError):
    """The words do not say whom they mean: the text asks for what is missing."""


class ActionUnreadable(DrumbeatError):
    """A button carried a value that this program never wrote."""


class MessageRejected(DrumbeatError):
    """The message does not fit the platform: the text names element and limit."""


class MessageUnreadable(DrumbeatError):
    """A kept message cannot be read by this program: it is older, newer, or broken."""


class NotKept(DrumbeatError):
    """A request could not be written down, so it must not be acknowledged."""


class RequestTaken(DrumbeatError):
    """Another process took this request up, so nothing of it is ours to do or to say."""


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


class ConversationLimited(RateLimited):
    """One conversation is spoken to too fast, and others may not be; nothing was sent."""


class NotSent(DeliveryProblem):
    """Nothing left, or doing it twice does no harm: it may be tried again."""


class RecipientBusy(NotSent):
    """Nobody there takes a message just now; `place`, if told, is whose hour that is.

    Others can be served meanwhile, unless several places say so.
    """

    def __init__(self, *told: object, place: str = "") -> None:
        super().__init__(*told)
        self.place = place


class OutcomeUnknown(DeliveryProblem):
    """The request left and no clear answer came: never resent blindly."""


class HalfPosted(DeliveryProblem):
    """The first parts of a message stand there, and the next one met a `problem`.

    `names` are what the platform calls the parts that stand, in this `conversation`.
    """

    def __init__(self, posted: int, parts: int, problem: DrumbeatError) -> None:
        super().__init__(f"{posted} of {parts} parts were posted: {problem}")
        self.posted, self.problem = posted, problem
        self.names: tuple[str, ...] = ()
        self.conversation = ""


class RecipientGone(DeliveryProblem):
    """The recipient cannot be reached there any more.

    Where it was a conversation, `state` says what became of it: archived, disconnected,
    post-only, or we are not a member.
    """

    def __init__(self, *told: object, state: str = "not a member") -> None:
        super().__init__(*told)
        self.state = state


class RecipientSaidNo(RecipientGone):
    """The recipient has shut us out there: they want nothing of the kind they met it with."""


class AnswerOwed(DrumbeatError):
    """An answer is still to be given; it is kept, and may be tried again `after` seconds.

    Where that is None it is worth nothing any more.
    """

    def __init__(self, sealed: str, after: float | None) -> None:
        super().__init__()
        self.sealed, self.after = sealed, after


class InstallationGone(DeliveryProblem):
    """Nothing was sent: the platform says we are not there. Ask `presence` before believing it."""


class PlaceClosed(DeliveryProblem):
    """Nothing was sent: a setting over there keeps us out, and an administrator can change it."""


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
