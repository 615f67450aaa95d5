"""What the doctor says of Slack, in the order in which an operator sets it up."""

from bot.errors import (
    ConfigurationInvalid,
    DrumbeatError,
    InstallationGone,
    PlaceClosed,
)
from drumbeat.findings import Finding
from drumbeat.rooms import open_platforms, plain
from drumbeat.settings import Settings

CLOCK_LIMIT = 60.0
"""Seconds our clock may be off; at 300 Slack's signatures would no longer be believed."""
NETWORK = "check the network, HTTPS_PROXY and DRUMBEAT_SLACK_API_URL"


async def bot_token(settings: Settings) -> Finding:
    """Say whose workspace the bot token opens, and which rights it lacks by their names."""
    if settings.slack_bot_token is None:
        return Finding("Slack", "not configured")
    from adapters.slack.checkup import check_up  # noqa: PLC0415 - Slack's SDK is heavy

    token = plain(settings.slack_bot_token)
    try:
        found = await check_up(settings.slack_api_url, token, settings.proxy)
    except (InstallationGone, PlaceClosed):
        said = "refuses the bot token"
        return Finding("Slack", said, "copy DRUMBEAT_SLACK_BOT_TOKEN from the app's pages again")
    except DrumbeatError as problem:
        return Finding("Slack", str(problem), NETWORK)
    if found.missing_scopes:
        said = f"the token lacks {', '.join(found.missing_scopes)}"
        mend = "update the app from what `drumbeat slack-manifest` prints, and install it anew"
        return Finding("Slack", said, mend)
    if found.seconds_apart > CLOCK_LIMIT:
        said = f"our clock is {found.seconds_apart:.0f} seconds off"
        return Finding("Slack", said, "set the machine's clock, or let NTP do it")
    said = f"the token opens {found.team}"
    if found.left_out:
        said = f"{said}; left out, and not needed: {', '.join(found.left_out)}"
    return Finding("Slack", said)


async def ways_in(settings: Settings) -> Finding:
    """Say how requests come from Slack, and whether the socket's token is fit for that."""
    subject = "Slack requests"
    if "slack" not in open_platforms(settings):
        return Finding(subject, "not configured")
    by_http = "by HTTP to /slack/events" if settings.slack_signing_secret is not None else ""
    if settings.slack_app_token is None:
        return Finding(subject, f"come {by_http}")
    from adapters.slack.checkup import check_socket  # noqa: PLC0415 - Slack's SDK is heavy

    token = plain(settings.slack_app_token)
    try:
        await check_socket(settings.slack_api_url, token, settings.proxy)
    except (InstallationGone, PlaceClosed) as problem:
        said, _, mend = str(problem).partition(": ")
        return Finding(subject, said, mend or "switch Socket Mode on in the app's settings")
    except DrumbeatError as problem:
        return Finding(subject, str(problem), NETWORK)
    also = f", and {by_http}" if by_http else "; no public address is needed"
    return Finding(subject, f"come by a socket{also}")


async def slash_commands(settings: Settings) -> Finding:
    """Name the slash commands that there are."""
    if "slack" not in open_platforms(settings):
        return Finding("slash commands", "not configured")
    from drumbeat.slash_commands import (  # noqa: PLC0415 - it knows every command
        slash_commands as named,
    )

    try:
        commands = named(settings)
    except ConfigurationInvalid as problem:
        return Finding("slash commands", str(problem), "correct it: .env.example says how")
    return Finding("slash commands", ", ".join(commands))
