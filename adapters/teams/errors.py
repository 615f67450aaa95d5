"""Teams' words for what went wrong, and what each means to us."""

from collections.abc import Mapping
from typing import NamedTuple

import structlog

from bot.errors import (
    ConversationLimited,
    DrumbeatError,
    InstallationGone,
    MessageGone,
    MessageRejected,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PlaceClosed,
    RecipientGone,
    RecipientSaidNo,
)
from bot.posting import named_wait

log = structlog.get_logger()

RETRY_AFTER = 5.0
"""Seconds to wait where Teams limits us without saying for how long."""


class TargetGone(MessageGone):
    """What was to be changed is no longer there; nothing was posted."""


class ConversationMissing(NotSent):
    """Teams does not find the conversation. About one such answer in a hundred is wrong."""


class TokenRefused(PlaceClosed):
    """Teams does not take our token, a new one neither; nothing was sent."""


class AtHomeElsewhere(RecipientGone):
    """There is no chat of two with somebody of another Teams tenant; nothing was asked for."""

    def __init__(self) -> None:
        super().__init__(
            "this person belongs to another Teams tenant, where the app is not theirs"
        )


class Meaning(NamedTuple):
    """What a word of the connector's means to us, and what it means in plain words."""

    kind: type[DrumbeatError]
    says: str = ""


_BLOCKED = Meaning(RecipientSaidNo, "has blocked us on Teams")
_MEANINGS: Mapping[str, Meaning] = {
    "ConversationBlockedByUser": _BLOCKED,
    "MessageWritesBlocked": _BLOCKED,
    "BotBlockedByUser": _BLOCKED,
    "BotNotInConversationRoster": Meaning(
        RecipientGone,
        "the app is not in this conversation: it was removed, or is installed for people alone",
    ),
    "ForbiddenOperationException": Meaning(
        RecipientGone, "the app is not installed for this person"
    ),
    "MemberNotFoundInConversation": Meaning(
        RecipientGone, "this person is not in the conversation any more"
    ),
    "BotDisabledByAdmin": Meaning(
        InstallationGone,
        "an administrator of this Teams tenant has blocked the app: ask them to allow it",
    ),
    "BotNotRegistered": Meaning(
        InstallationGone, "Microsoft knows no bot with this id: is DRUMBEAT_TEAMS_APP_ID right?"
    ),
    "InvalidBotApiHost": Meaning(
        PlaceClosed, "this conversation is served at another address, which its next word tells"
    ),
    "NotEnoughPermissions": Meaning(
        PlaceClosed, "a policy of this Teams tenant keeps the app from posting there"
    ),
    "ConversationNotFound": Meaning(
        ConversationMissing, "Teams does not find this conversation: it may have been deleted"
    ),
    "ActivityNotFoundInConversation": Meaning(TargetGone),
    "BadArgument": Meaning(MessageRejected),
    "BadSyntax": Meaning(MessageRejected),
    "MessageSizeTooBig": Meaning(MessageRejected),
    "PreconditionFailed": Meaning(NotSent),
    "ServiceError": Meaning(OutcomeUnknown),
}
_MEANING = {word.lower(): means for word, means in _MEANINGS.items()}
_UNKNOWN_TO_THEM = (
    "the connector does not take our token: is DRUMBEAT_TEAMS_CLOUD the bot's cloud, and is "
    "its application open to several organisations?"
)
_BY_STATUS: Mapping[int, type[DrumbeatError]] = {
    400: MessageRejected,
    401: TokenRefused,
    403: PlaceClosed,
    404: PlaceClosed,
    412: NotSent,
    413: MessageRejected,
}


def meaning(status: int, answer: object, retry_after: str = "") -> DrumbeatError:
    """Return our error for an answer that was no success."""
    code, inner = _codes(answer)
    if status == 429 or code.lower() == "throttled":  # noqa: PLR2004 - the web's number for it
        # The connector counts by the conversation.
        return ConversationLimited(named_wait(retry_after, RETRY_AFTER))
    if status >= 500:  # noqa: PLR2004 - likewise
        return OutcomeUnknown(f"Teams answered with status {status}")
    if status == 401:  # noqa: PLR2004 - likewise; whatever the word, a new token may help
        return TokenRefused(f"{_UNKNOWN_TO_THEM} (Teams: {code or status})")
    if 400 <= status < 500 and not code and not inner:  # noqa: PLR2004 - likewise
        # Not the connector's own words, so whoever stands between us kept it back.
        return NotSent(f"somebody between us and Teams answered with status {status}")
    known = _MEANING.get(inner.lower()) or _MEANING.get(code.lower())
    if known is None:
        log.error("teams_error_met", status=status, error=code[:80])
        known = Meaning(_BY_STATUS.get(status, NotPermitted))
    told = f"Teams: {code or status}"
    return known.kind(f"{known.says} ({told})" if known.says else told)


def _codes(answer: object) -> tuple[str, str]:
    """Return Teams' word for it, and the finer one inside where there is one."""
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict):
        return "", ""
    inner = error.get("innerHttpError")
    body = inner.get("body") if isinstance(inner, dict) else None
    finer = (body.get("subCode") or body.get("code")) if isinstance(body, dict) else None
    return str(error.get("code") or ""), str(finer or error.get("subCode") or "")
