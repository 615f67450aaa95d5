"""`drumbeat doctor`: what is missing or wrong, and the step that mends it."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.beat.rules.cadence import read_cadence
from bot.beat.rules.left_out import note
from bot.beat.rules.manners import quiet_slot
from bot.beat.store import standstill
from bot.errors import DrumbeatError
from bot.people.store.partner_names import shared_names
from bot.people.store.troubles import closed_places, dead_addresses
from bot.store.alarms import open_alarms
from bot.store.jobs import is_laid
from bot.store.programme import read_demo_clock
from content.library import Library
from drumbeat.anonymity_findings import anonymity
from drumbeat.audience_findings import audiences
from drumbeat.confidence_findings import confidence
from drumbeat.database_findings import backups, database_at, files, reading
from drumbeat.engines import is_distributed
from drumbeat.figure_findings import stored_figures
from drumbeat.findings import Finding
from drumbeat.first_steps import doors, first_message, people
from drumbeat.install_findings import installing, standing
from drumbeat.mail_findings import mail_domain
from drumbeat.opening import read_content
from drumbeat.promise_findings import promises
from drumbeat.reports.report import Report
from drumbeat.reports.standstill import standstill_warning
from drumbeat.rooms import mail_settings, teams_credentials
from drumbeat.settings import Settings, read_settings, variable_of
from drumbeat.slack_findings import bot_token, slash_commands, ways_in
from drumbeat.source_findings import data_sources
from drumbeat.working import at_hand

FOR_TESTS = ("DRUMBEAT_TEST_", "DRUMBEAT_REFERENCE")
ALIKE = 75
NAMED = 10
"""More alarms than this are counted, not named."""


async def examine() -> AsyncIterator[Finding]:
    """Look at everything an operator set up, the first things first."""
    for finding in unknown_settings():
        yield finding
    try:
        settings = read_settings()
    except DrumbeatError as problem:
        for finding in _wrong_settings(str(problem)):
            yield finding
        return
    yield Finding("settings", "complete")
    for look in LOOKS:
        yield await look(settings)
    for finding in await mail_domain(settings):
        yield finding


def _wrong_settings(told: str) -> list[Finding]:
    """Return a finding a line; who has not begun at all is told how to begin."""
    lines = told.splitlines()
    mend = "set it in the environment or in .env"
    if all(f"DRUMBEAT_{name} is not set" in told for name in ("VENDOR", "SECRET_KEY")):
        mend = f"{mend}; or begin with `drumbeat init DIR`, which lays a folder that has it"
    return [Finding("settings", line, mend) for line in lines]


def unknown_settings() -> list[Finding]:
    """Return a finding for every DRUMBEAT_ variable that means nothing, with the nearest one."""
    known = [variable_of(name) for name in Settings.model_fields]
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


async def _names(settings: Settings) -> Finding:
    async with reading(settings) as session:
        if session is None:
            return Finding("names", "not looked at")
        shared = await shared_names(session)
    if not shared:
        return Finding("names", "no two partners share one")
    said = "; ".join(f"{' and '.join(each)} have one name" for each in shared)
    return Finding("names", said, "rename one: `drumbeat import partners` with its id and name")


async def _content(settings: Settings) -> Finding:
    try:
        _, _, library = read_content(settings)
        count = len(library.editions)
    except DrumbeatError as problem:
        return Finding("content", str(problem), "correct the file")
    if settings.has_sample_content:
        mend = "name a folder of your own in DRUMBEAT_CONTENT: `drumbeat init DIR` lays one"
        return Finding("content", "the sample's, which `drumbeat serve` refuses to send", mend)
    said = [f"{count} editions, all readable"]
    said += [
        f"{file.subject}: {found}"
        for file in library.cadences()
        if (found := note(file.rule, file.starts_on))
    ]
    said += _in_quiet_time(library)
    step = "if another rule is meant, write that one" if said[1:] else ""
    return Finding("content", "; ".join(said), next_step=step)


def _in_quiet_time(library: Library) -> list[str]:
    """Name the promises whose slots fall into quiet time, and do not say that this is meant."""
    found = [
        (file.subject, quiet_slot(library.manners, read_cadence(file.rule, file.starts_on)))
        for file in library.cadences()
        if not file.kept
    ]
    return [
        f"{subject}: {slot:%a %H:%M} is in quiet time, so readers get it when that ends; "
        "move it, or say why in `keep` beside its rule"
        for subject, slot in found
        if slot is not None
    ]


async def _teams(settings: Settings) -> Finding:
    if not settings.teams_app_id:
        if settings.teams_allow_anonymous:
            said = "takes requests from anybody"
            return Finding("Teams", said, "never run DRUMBEAT_TEAMS_ALLOW_ANONYMOUS in the open")
        return Finding("Teams", "not configured")
    from adapters.teams.room import (  # noqa: PLC0415 - likewise
        check_credentials,
        check_keys,
    )

    cloud = settings.teams_home
    try:
        credentials = teams_credentials(settings, settings.teams_tenant_id)
        await check_credentials(credentials, cloud, settings.proxy)
    except DrumbeatError as problem:
        mend = "compare it with the bot's registration: docs/how-to/reach-people-on-teams.md"
        return Finding("Teams", str(problem), mend)
    try:
        await check_keys(cloud, settings.proxy)
    except DrumbeatError as problem:
        return Finding("Teams", str(problem), "check the network and DRUMBEAT_TEAMS_OPENID_URL")
    where = f"the cloud {cloud.name} "
    return Finding("Teams", f"{where}gives this app a token, and its signing keys are to be had")


async def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding("email", "not configured")
    from adapters.email.checkup import check_up  # noqa: PLC0415 - if configured only

    try:
        encrypted = await check_up(mail_settings(settings, settings.smtp_url.get_secret_value()))
    except DrumbeatError as problem:
        mend = "check DRUMBEAT_SMTP_URL, DRUMBEAT_MAIL_FROM and the relay"
        return Finding("email", str(problem), mend)
    if not encrypted:
        return Finding(
            "email", "the relay is used without TLS", "use smtp+starttls:// or smtps://"
        )
    return Finding("email", "the relay takes letters, encrypted")


async def _bounces(settings: Settings) -> Finding:
    return await _mailbox(settings, "bounce", settings.bounce_mailbox)


async def _replies(settings: Settings) -> Finding:
    if settings.reply_domain and settings.reply_mailbox is None:
        where = "the bounce mailbox" if settings.bounce_mailbox else "what the relay hands us"
        return Finding("reply mailbox", f"none of its own: answers are read from {where}")
    return await _mailbox(settings, "reply", settings.reply_mailbox)


async def _mailbox(settings: Settings, of: str, path: Path | None) -> Finding:
    if path is None:
        return Finding(f"{of} mailbox", "not configured")
    from adapters.email.mailboxes import Mailbox  # noqa: PLC0415 - if configured only

    try:
        await asyncio.to_thread(Mailbox(path).look, mail_settings(settings, "").head())
    except DrumbeatError as problem:
        where = f"DRUMBEAT_{of.upper()}_MAILBOX"
        mend = f"name a maildir or an mbox file this program may read in {where}"
        return Finding(f"{of} mailbox", str(problem), mend)
    return Finding(f"{of} mailbox", "can be read")


async def _alarms(settings: Settings) -> Finding:
    async with reading(settings) as session:
        if session is None:
            return Finding("alarms", "unknown until the database is ready")
        found = await open_alarms(session)
    if not found:
        return Finding("alarms", "none is open")
    told = "; ".join(f"{alarm.cause.replace('_', ' ')}: {alarm.label}" for alarm in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    said = f"{len(found)} open: {told}{more}"
    return Finding("alarms", said, "mend what they name, and they close by themselves")


async def _places(settings: Settings) -> Finding:
    subject = "places and addresses"
    async with reading(settings) as session:
        if session is None:
            return Finding(subject, "unknown until the database is ready")
        places, dead = await closed_places(session), await dead_addresses(session)
    if not places and not dead:
        return Finding(subject, "none is given up")
    told = [f"{one.platform} {one.what} ({one.reason})" for one in (*places, *dead)]
    more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
    mend = "a sign of life brings them back; so does `drumbeat contacts revive EMAIL`"
    return Finding(subject, f"not used: {'; '.join(told[:NAMED])}{more}", mend)


async def _sends(settings: Settings) -> Finding:
    async with reading(settings) as session:
        if session is None:
            return Finding("sends", "unknown until the database is ready")
        warning = standstill_warning(await standstill.since(session))
    if not warning:
        return Finding("sends", "no stop holds for all of them")
    return Finding("sends", warning, "`drumbeat sends resume-all` lets them go")


async def _work(settings: Settings) -> Finding:
    async with reading(settings) as session:
        if session is None:
            return Finding("work", "unknown until the database is ready")
        kept = await read_demo_clock(session)
        work = await at_hand(session, kept or datetime.now(UTC))
        if is_distributed(settings) and not await is_laid(session):
            said = "the distributed engine's jobs have no place in the database yet"
            return Finding("work", said, "run `drumbeat db upgrade`")
    if work.undone:
        return Finding("work", work.undone, "start `drumbeat serve` or `drumbeat worker`")
    if not work.at_work:
        return Finding("work", "nothing waits, and nobody works just now")
    now = datetime.now(UTC)
    who = "; ".join(
        f"process {each.process} on {each.host}, version {each.version}, {each.engine} engine, "
        f"seen {(now - each.seen_at).total_seconds():.0f} s ago"
        for each in work.at_work
    )
    said = f"oldest delivery due for {work.due_for:.0f} s, request for {work.asked_for:.0f} s"
    return Finding("work", f"{said}; {who}")


LOOKS = (
    *(
        database_at,
        files,
        backups,
        _work,
        _names,
        _alarms,
        _places,
        _sends,
        stored_figures,
        data_sources,
        promises,
        _content,
        anonymity,
        confidence,
        audiences,
    ),
    *(bot_token, ways_in, slash_commands, installing, standing, _teams, _mail, _bounces, _replies),
    *(doors, people, first_message),
)


async def examination() -> tuple[Report, bool]:
    """Return every finding, and whether nothing has to be done."""
    findings = [finding async for finding in examine()]
    lines = []
    for finding in findings:
        mark = "!!" if finding.mend else ".." if finding.next_step else "ok"
        lines.append(f"{mark}  {finding.subject}: {finding.said}")
        step = finding.mend or finding.next_step
        lines += [f"    -> {step}"] if step else []
    healthy = not any(finding.mend for finding in findings)
    return Report([asdict(finding) for finding in findings], lines), healthy
