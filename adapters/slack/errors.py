"""Slack's words for what went wrong, and what each means to us."""

import structlog

from bot.errors import (
    DeliveryProblem,
    DrumbeatError,
    InstallationGone,
    MessageGone,
    MessageRejected,
    NotPermitted,
    NotSent,
    OutcomeUnknown,
    PlaceClosed,
    RateLimited,
    RecipientGone,
)
from bot.posting import named_wait

log = structlog.get_logger()

RETRY_AFTER = 30.0
"""Seconds to wait where Slack limits us without saying for how long."""
LONG_PAUSE = 3600.0


class WorkspaceFull(RateLimited):
    """The workspace takes no more messages for a while, from nobody."""


class BlocksRefused(MessageRejected):
    """Slack refused blocks that keep its published rules."""


class TriggerGone(DeliveryProblem):
    """The permission to open a form has run out."""


class TokenUnfit(PlaceClosed):
    """The token is of another kind than this call takes."""


class ScopeMissing(PlaceClosed):
    """The app was installed without a right it needs for this."""


class TokenExpired(PlaceClosed):
    """The token has run out, and nothing was done: it is renewed, and then tried again."""


class PictureNotReady(NotSent):
    """Slack still looks at a picture that was uploaded; nothing was posted."""


class ConversationMissing(RecipientGone):
    """There is no such conversation; nothing was posted."""


class ConversationArchived(ConversationMissing):
    """The conversation is closed; nothing was posted."""

    def __init__(self, *told: object) -> None:
        super().__init__(*told, state="archived")


class RoomClosed(NotPermitted):
    """We may not post in this conversation as things are; `state` says how they are."""

    state = "not a member"


class RoomRestricted(RoomClosed):
    """Only some may post in this conversation, and we are not among them."""

    state = "post-only"


class PostingRestricted(PlaceClosed):
    """A setting of the workspace keeps us from posting: in this conversation, or anywhere."""

    state = "post-only"


class TargetGone(MessageGone):
    """What was to be changed or answered is no longer there; nothing was posted."""


_CLASSES: dict[type[DrumbeatError], str] = {
    ConversationMissing: "channel_not_found",
    ConversationArchived: "is_archived",
    RecipientGone: """
        user_disabled user_not_found users_not_found user_not_visible
        invalid_user_combination method_not_supported_for_channel_type
        cannot_reply_to_message cannot_dm_bot
    """,
    RoomClosed: "not_in_channel",
    RoomRestricted: "restricted_action_read_only_channel restricted_action_thread_only_channel",
    NotPermitted: """
        user_not_in_channel restricted_action_non_threadable_channel
        restricted_action_thread_locked no_permission edit_window_closed cant_delete_message
        compliance_exports_prevent_deletion
        file_uploads_disabled storage_limit_reached
    """,
    InstallationGone: """
        account_inactive invalid_auth not_authed token_revoked team_not_found
    """,
    PlaceClosed: """
        messages_tab_disabled app_access_restricted ekm_access_denied not_enabled
        access_denied enterprise_is_restricted two_factor_setup_required
        team_access_not_granted accesslimited
    """,
    PostingRestricted: "restricted_action",
    ScopeMissing: "missing_scope",
    TokenExpired: "token_expired",
    TokenUnfit: "not_allowed_token_type",
    BlocksRefused: "invalid_blocks",
    MessageRejected: """
        no_text msg_too_long msg_blocks_too_long invalid_blocks_format too_many_attachments
        attachment_payload_limit_exceeded markdown_text_conflict metadata_too_large
        invalid_metadata_format invalid_metadata_schema invalid_arguments invalid_arg_name
        invalid_payload view_too_large push_limit_reached
    """,
    NotSent: """
        internal_error service_unavailable request_timeout team_added_to_org org_login_required
        hash_conflict file_not_found
    """,
    OutcomeUnknown: "fatal_error",
    TriggerGone: "expired_trigger_id exchanged_trigger_id invalid_trigger_id trigger_expired",
    TargetGone: """
        message_not_found cant_update_message expired_url used_url invalid_url
    """,
}
_MEANING = {word: kind for kind, words in _CLASSES.items() for word in words.split()}
_LIMITED = frozenset({"ratelimited", "rate_limited"})
_UNREADY = "invalid slack file"
"""How Slack calls a file that it has not looked at to the end, a moment after it was uploaded."""


def meaning(
    word: str, *, status: int = 200, retry_after: str = "", details: tuple[str, ...] = ()
) -> DrumbeatError:
    """Return our error for an answer that was not "ok"; `details` name places in a payload."""
    if status == 429 or word in _LIMITED:  # noqa: PLR2004 - the web's number for it
        return RateLimited(named_wait(retry_after, RETRY_AFTER))
    if 400 <= status < 500 and not word:  # noqa: PLR2004 - likewise
        # Not Slack's own words, so whoever stands between us kept it back.
        return NotSent(f"somebody between us and Slack answered with status {status}")
    if status >= 500 or not word:  # noqa: PLR2004 - likewise
        return OutcomeUnknown(f"Slack answered with status {status}")
    if word == "message_limit_exceeded":
        return WorkspaceFull(LONG_PAUSE)
    kind = _MEANING.get(word)
    if kind is BlocksRefused and any(_UNREADY in detail for detail in details):
        kind = PictureNotReady
    if kind is None:
        kind = NotPermitted
        if not word.startswith("slack_connect_"):
            # What nobody here has met is not held against the person it was for.
            log.error("slack_error_met", error=word)
            kind = PlaceClosed
    return kind(" ".join((f"Slack: {word}", *details)))
