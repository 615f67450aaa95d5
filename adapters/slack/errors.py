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
    RateLimited,
    RecipientGone,
)

log = structlog.get_logger()

RETRY_AFTER = 30.0
"""Seconds to wait where Slack limits us without saying for how long."""
LONG_PAUSE = 3600.0


class BlocksRefused(MessageRejected):
    """Slack refused blocks that keep its published rules."""


class TriggerGone(DeliveryProblem):
    """The permission to open a form has run out."""


class ScopeMissing(InstallationGone):
    """The app was installed without a right it needs for this."""


class PictureNotReady(NotSent):
    """Slack still looks at a picture that was uploaded; nothing was posted."""


class ConversationMissing(RecipientGone):
    """There is no such conversation; nothing was posted."""


class ConversationArchived(ConversationMissing):
    """The conversation is closed; nothing was posted."""

    def __init__(self, *told: object) -> None:
        super().__init__(*told, state="archived")


class TargetGone(MessageGone):
    """What was to be changed or answered is no longer there; nothing was posted."""


_CLASSES: dict[type[DrumbeatError], str] = {
    ConversationMissing: "channel_not_found",
    ConversationArchived: "is_archived",
    RecipientGone: """
        user_disabled user_not_found users_not_found user_not_visible
        invalid_user_combination method_not_supported_for_channel_type messages_tab_disabled
        cannot_reply_to_message cannot_dm_bot
    """,
    NotPermitted: """
        not_in_channel user_not_in_channel restricted_action restricted_action_read_only_channel
        restricted_action_thread_only_channel restricted_action_non_threadable_channel
        restricted_action_thread_locked no_permission app_access_restricted ekm_access_denied
        not_enabled edit_window_closed cant_delete_message compliance_exports_prevent_deletion
        file_uploads_disabled storage_limit_reached
    """,
    InstallationGone: """
        account_inactive invalid_auth not_authed token_revoked token_expired
        not_allowed_token_type access_denied enterprise_is_restricted two_factor_setup_required
        team_access_not_granted team_not_found accesslimited
    """,
    ScopeMissing: "missing_scope",
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
        return RateLimited(float(retry_after) if retry_after.isdigit() else RETRY_AFTER)
    if status >= 500 or not word:  # noqa: PLR2004 - likewise
        return OutcomeUnknown(f"Slack answered with status {status}")
    if word == "message_limit_exceeded":
        return RateLimited(LONG_PAUSE)
    kind = _MEANING.get(word)
    if kind is BlocksRefused and any(_UNREADY in detail for detail in details):
        kind = PictureNotReady
    if kind is None:
        if not word.startswith("slack_connect_"):
            log.error("slack_error_met", error=word)
        kind = NotPermitted
    return kind(" ".join((f"Slack: {word}", *details)))
