"""`drumbeat doctor`: what is missing or wrong, and the step that mends it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

from rapidfuzz import fuzz, process

from bot.beat.store.counts import is_empty
from bot.errors import ConfigurationInvalid, DrumbeatError, InstallationGone
from bot.people.store.partner_names import shared_names
from bot.store.alarms import open_alarms
from bot.store.migrate import current
from bot.store.revision import newest, readiness
from bot.store.secret_box import SecretBox, check_secret
from bot.store.sessions import AsyncSession, Database
from drumbeat.house import read_content
from drumbeat.reports.report import Report
from drumbeat.rooms import mail_settings, open_platforms
from drumbeat.settings import Settings, read_settings

FOR_TESTS = ("DRUMBEAT_TEST_", "DRUMBEAT_REFERENCE")
CLOCK_LIMIT = 60.0
"""Seconds our clock may be off; at 300 Slack's signatures would no longer be believed."""
ALIKE = 75
NAMED = 10
"""More alarms than this are counted, not named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` is empty where nothing has to be done."""

    subject: str
    said: str
    mend: str = ""


async def examine() -> AsyncIterator[Finding]:
    """Look at everything an operator set up, the first things first."""
    for finding in unknown_settings():
        yield finding
    try:
        settings = read_settings()
    except DrumbeatError as problem:
        for line in str(problem).splitlines():
            yield Finding("settings", line, "set it in the environment or in .env")
        return
    yield Finding("settings", "complete")
    for look in LOOKS:
        yield await look(settings)
    if not open_platforms(settings):
        yield await _no_door(settings)


def unknown_settings() -> list[Finding]:
    """Return a finding for every DRUMBEAT_ variable that means nothing, with the nearest one."""
    known = [f"DRUMBEAT_{name.upper()}" for name in Settings.model_fields]
    findings = []
    for name in sorted(os.environ):
        if not name.startswith("DRUMBEAT_") or name in known or name.startswith(FOR_TESTS):
            continue
        near = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=ALIKE)
        mend = (
            f"did you mean {near[0]}?" if near else "remove it; .env.example lists what there is"
        )
        findings.append(Finding("settings", f"{name} means nothing to this program", mend))
    return findings


async def _database(settings: Settings) -> Finding:
    database = Database(settings.database_url)
    try:
        reason = await readiness(database)
        if reason == "DatabaseBehind":
            at = current(settings.database_url)
            said = f"at revision {at}, this program needs {newest()}" if at else "not set up yet"
            return Finding("database", said, "run `drumbeat db upgrade`")
        if reason is not None:
            return Finding("database", f"cannot be used ({reason})", "check DRUMBEAT_DATABASE_URL")
        async with database.begin() as session:
            await check_secret(session, SecretBox(settings.secret_key.get_secret_value()))
    except DrumbeatError as problem:
        return Finding("database", str(problem), "give back the key it was made with")
    finally:
        await database.close()
    return Finding("database", f"at revision {newest()}, and the secret key opens it")


@asynccontextmanager
async def _reading(settings: Settings) -> AsyncIterator[AsyncSession | None]:
    """Open the database to look at it; None where it is not ready to be looked at."""
    database = Database(settings.database_url)
    try:
        if await readiness(database) is not None:
            yield None
            return
        async with database.read() as session:
            yield session
    finally:
        await database.close()


async def _names(settings: Settings) -> Finding:
    async with _reading(settings) as session:
        if session is None:
            return Finding("names", "not looked at")
        shared = await shared_names(session)
    if not shared:
        return Finding("names", "no two partners share one")
    said = "; ".join(f"{' and '.join(each)} have one name" for each in shared)
    return Finding("names", said, "rename one: `drumbeat import partners` with its id and name")


async def _no_door(settings: Settings) -> Finding:
    how = "set up Slack, Teams or email: .env.example says how"
    async with _reading(settings) as session:
        nobody = session is not None and await is_empty(session)
    if nobody:
        said = f"none is open yet, and nobody is here yet to be reached; next, {how}"
        return Finding("doors", said)
    return Finding("doors", "none is open, so nobody is reached", how)


async def _content(settings: Settings) -> Finding:
    try:
        _, _, library = read_content(settings)
        count = len(library.editions)
    except DrumbeatError as problem:
        return Finding("content", str(problem), "correct the file")
    if settings.has_sample_content:
        mend = "name a folder of your own in DRUMBEAT_CONTENT: `drumbeat init DIR` lays one"
        return Finding("content", "the sample's, which `drumbeat serve` refuses to send", mend)
    return Finding("content", f"{count} editions, all readable")


async def _slack(settings: Settings) -> Finding:
    if settings.slack_signing_secret is None or settings.slack_bot_token is None:
        return Finding("Slack", "not configured")
    from adapters.slack.checkup import check_up  # noqa: PLC0415 - Slack's SDK is heavy

    try:
        found = await check_up(settings.slack_api_url, settings.slack_bot_token.get_secret_value())
    except InstallationGone:
        said = "refuses the bot token"
        return Finding("Slack", said, "copy DRUMBEAT_SLACK_BOT_TOKEN from the app's pages again")
    except DrumbeatError as problem:
        return Finding("Slack", str(problem), "check the network and DRUMBEAT_SLACK_API_URL")
    if found.missing_scopes:
        missing = ", ".join(found.missing_scopes)
        return Finding(
            "Slack",
            f"the token lacks {missing}",
            "install the app anew: `drumbeat slack-manifest` prints it",
        )
    if found.seconds_apart > CLOCK_LIMIT:
        said = f"our clock is {found.seconds_apart:.0f} seconds off"
        return Finding("Slack", said, "set the machine's clock, or let NTP do it")
    return Finding("Slack", f"the token opens {found.team}")


async def _slash_commands(settings: Settings) -> Finding:
    if settings.slack_signing_secret is None:
        return Finding("slash commands", "not configured")
    from drumbeat.slash_commands import slash_commands  # noqa: PLC0415 - it knows every command

    try:
        commands = slash_commands(settings)
    except ConfigurationInvalid as problem:
        return Finding("slash commands", str(problem), "correct it: .env.example says how")
    return Finding("slash commands", ", ".join(commands))


async def _teams(settings: Settings) -> Finding:
    if not settings.teams_app_id:
        if settings.teams_allow_anonymous:
            said = "takes requests from anybody"
            return Finding("Teams", said, "never run DRUMBEAT_TEAMS_ALLOW_ANONYMOUS in the open")
        return Finding("Teams", "not configured")
    from adapters.teams.room import LOGIN_URL, check_credentials  # noqa: PLC0415 - likewise

    password = settings.teams_app_password
    try:
        await check_credentials(
            app_id=settings.teams_app_id,
            app_password=password.get_secret_value() if password is not None else "",
            tenant_id=settings.teams_tenant_id,
            login_url=settings.teams_login_url or LOGIN_URL,
        )
    except DrumbeatError as problem:
        mend = "compare app id, secret and tenant with the bot's registration"
        return Finding("Teams", str(problem), mend)
    return Finding("Teams", "gives this app a token")


async def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding("email", "not configured")
    from adapters.email.checkup import check_up  # noqa: PLC0415 - if configured only

    try:
        encrypted = await check_up(mail_settings(settings, settings.smtp_url.get_secret_value()))
    except DrumbeatError as problem:
        return Finding("email", str(problem), "check DRUMBEAT_SMTP_URL and the relay")
    if not encrypted:
        return Finding(
            "email", "the relay is used without TLS", "use smtp+starttls:// or smtps://"
        )
    return Finding("email", "the relay takes letters, encrypted")


async def _bounces(settings: Settings) -> Finding:
    if settings.bounce_mailbox is None:
        return Finding("bounce mailbox", "not configured")
    from adapters.email.mailboxes import Mailbox  # noqa: PLC0415 - if configured only

    try:
        head = mail_settings(settings, "").head()
        await asyncio.to_thread(Mailbox(settings.bounce_mailbox).look, head)
    except DrumbeatError as problem:
        mend = "name a maildir or an mbox file this program may read in DRUMBEAT_BOUNCE_MAILBOX"
        return Finding("bounce mailbox", str(problem), mend)
    return Finding("bounce mailbox", "can be read")


async def _alarms(settings: Settings) -> Finding:
    async with _reading(settings) as session:
        if session is None:
            return Finding("alarms", "unknown until the database is ready")
        found = await open_alarms(session)
    if not found:
        return Finding("alarms", "none is open")
    told = "; ".join(f"{alarm.cause.replace('_', ' ')}: {alarm.label}" for alarm in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    said = f"{len(found)} open: {told}{more}"
    return Finding("alarms", said, "mend what they name, and they close by themselves")


LOOKS = (_database, _names, _alarms, _content, _slack, _slash_commands, _teams, _mail, _bounces)


async def examination() -> tuple[Report, bool]:
    """Return every finding, and whether nothing has to be done."""
    findings = [finding async for finding in examine()]
    lines = []
    for finding in findings:
        lines.append(f"{'!!' if finding.mend else 'ok'}  {finding.subject}: {finding.said}")
        lines += [f"    -> {finding.mend}"] if finding.mend else []
    healthy = not any(finding.mend for finding in findings)
    return Report([asdict(finding) for finding in findings], lines), healthy
