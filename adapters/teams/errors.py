"""Teams' words for what went wrong, and what each means to us."""

from collections.abc import Mapping

import structlog

from bot.errors import (
    DrumbeatError,
    InstallationGone,
    MessageGone,
    MessageRejected,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    RecipientGone,
)

log = structlog.get_logger()

RETRY_AFTER = 5.0
"""Seconds to wait where Teams limits us without saying for how long."""
LONGEST_WAIT = 3600.0


class TargetGone(MessageGone):
    """What was to be changed is no longer there; nothing was posted."""


class ConversationMissing(NotSent):
    """Teams does not find the conversation. About one such answer in a hundred is wrong."""


class TokenRefused(InstallationGone):
    """Teams does not take our token."""


class OptedOut(RecipientGone):
    """The person blocked us: that is an opt-out."""


_CLASSES: Mapping[type[DrumbeatError], str] = {
    OptedOut: "ConversationBlockedByUser MessageWritesBlocked BotBlockedByUser",
    RecipientGone: """
        BotNotInConversationRoster ForbiddenOperationException MemberNotFoundInConversation
    """,
    InstallationGone: "BotDisabledByAdmin BotNotRegistered",
    NotPermitted: "InvalidBotApiHost NotEnoughPermissions",
    ConversationMissing: "ConversationNotFound",
    TargetGone: "ActivityNotFoundInConversation",
    MessageRejected: "BadArgument BadSyntax MessageSizeTooBig",
    NotSent: "PreconditionFailed",
    OutcomeUnknown: "ServiceError",
}
_MEANING = {word.lower(): kind for kind, words in _CLASSES.items() for word in words.split()}
_BY_STATUS: Mapping[int, type[DrumbeatError]] = {
    400: MessageRejected,
    401: TokenRefused,
    403: NotPermitted,
    404: NotPermitted,
    412: NotSent,
    413: MessageRejected,
}


def meaning(status: int, answer: object, retry_after: str = "") -> DrumbeatError:
    """Return our error for an answer that was no success."""
    code, inner = _codes(answer)
    if status == 429 or code.lower() == "throttled":  # noqa: PLR2004 - the web's number for it
        return RateLimited(_seconds(retry_after))
    if status >= 500:  # noqa: PLR2004 - likewise
        return OutcomeUnknown(f"Teams answered with status {status}")
    if status == 401:  # noqa: PLR2004 - likewise; whatever the word, a new token may help
        return TokenRefused(f"Teams: {code or status}")
    kind = _MEANING.get(inner.lower()) or _MEANING.get(code.lower())
    if kind is None:
        log.error("teams_error_met", status=status, error=code[:80])
        kind = _BY_STATUS.get(status, NotPermitted)
    if kind is OptedOut:
        return OptedOut(f"opt-out: Teams: {code}")
    return kind(f"Teams: {code or status}")


def _codes(answer: object) -> tuple[str, str]:
    """Return Teams' word for it, and the finer one inside where there is one."""
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict):
        return "", ""
    inner = error.get("innerHttpError")
    body = inner.get("body") if isinstance(inner, dict) else None
    finer = (body.get("subCode") or body.get("code")) if isinstance(body, dict) else None
    return str(error.get("code") or ""), str(finer or error.get("subCode") or "")


def _seconds(retry_after: str) -> float:
    try:
        wait = float(retry_after)
    except ValueError:
        return RETRY_AFTER
    return min(wait, LONGEST_WAIT) if wait > 0 else RETRY_AFTER
