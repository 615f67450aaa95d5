"""What the doctor says of workspaces: whether they can install us, and which wait for a word."""

from urllib.parse import urlsplit

from bot.errors import DrumbeatError
from bot.people.store import own
from drumbeat.database_findings import reading
from drumbeat.findings import Finding
from drumbeat.rooms import open_platforms
from drumbeat.settings import Settings


async def installing(settings: Settings) -> Finding:
    """Say whether other workspaces can install the Slack app."""
    subject = "workspaces by link"
    secret = settings.slack_client_secret
    if not settings.slack_client_id or secret is None:
        return Finding(subject, "not configured")
    if "slack" not in open_platforms(settings):
        mend = "set DRUMBEAT_SLACK_SIGNING_SECRET: without it Slack has no door here"
        return Finding(subject, "no way in from Slack is configured", mend)
    if urlsplit(settings.public_url).scheme != "https":
        mend = "begin DRUMBEAT_PUBLIC_URL with https://: Slack sends browsers nowhere else"
        return Finding(subject, "the public address is not encrypted", mend)
    from adapters.slack.checkup import known_app  # noqa: PLC0415 - Slack's SDK is heavy

    app = settings.slack_client_id, secret.get_secret_value()
    try:
        refused = await known_app(settings.slack_api_url, app, settings.proxy)
    except DrumbeatError as problem:
        return Finding(subject, str(problem), "check the network and DRUMBEAT_SLACK_API_URL")
    if refused:
        mend = "copy DRUMBEAT_SLACK_CLIENT_ID and _SECRET from Basic Information again"
        return Finding(subject, f"Slack refuses the app's id or secret ({refused})", mend)
    said = (
        "Slack knows the app; what it does not tell is whether Manage Distribution is switched "
        f"on, and {settings.public_url.rstrip('/')}/slack/oauth_redirect is a redirect URL"
    )
    return Finding(subject, said)


async def standing(settings: Settings) -> Finding:
    """Name what counts as our own though nobody said so lately, and keys that run out."""
    subject = "installations"
    async with reading(settings) as session:
        if session is None:
            return Finding(subject, "unknown until the database is ready")
        former, lost = await own.in_question(session), await own.unrenewable(session)
        refused = await own.taken_back(session)
    if former:
        names = ", ".join(f"{one.name} ({one.external_id})" for one in former)
        mend = "`drumbeat installations own ID` keeps it, `disown ID` and then `remove ID` do not"
        return Finding(subject, f"still our own, though the settings name another: {names}", mend)
    if lost:
        names = ", ".join(f"{one.name} ({one.external_id})" for one in lost)
        mend = "invite them again: `drumbeat installations invite PARTNER`"
        return Finding(subject, f"keys that nothing renews any more: {names}", mend)
    if refused:
        names = ", ".join(f"{one.name} ({one.external_id})" for one in refused)
        return Finding(subject, f"not our own any more, as somebody said: {names}")
    return Finding(subject, "none waits for a word")
