"""What a platform granted us, kept: a workspace that is new, or one that comes back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update

from bot.people.store.install_links import OpenLink
from bot.people.store.install_tables import InstallLink
from bot.people.store.place_tables import Installation
from bot.people.store.returns import revive_addresses
from bot.ports import Grant, InstallRefused, Refusal, Vault
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession


class Standing(StrEnum):
    """Whose a workspace is now that it installed us."""

    BOUND = "bound"
    LOOSE = "loose"
    OURS = "ours"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Kept:
    """An installation that is live, and whose it is."""

    installation_id: str
    standing: Standing


async def keep(
    session: AsyncSession, vault: Vault, link: OpenLink, grant: Grant, now: datetime
) -> Kept:
    """Keep a grant and bind its workspace to the partner of the link, all in one commit.

    It never becomes our own by that, and one that is our own or another partner's stays so.
    """
    row = await _row(session, grant, now)
    await _spend(session, link, row, grant, now)
    if row.partner_id is None and not row.own:
        row.partner_id = link.partner_id
    was_away = row.state != "live"
    pair = grant.pair
    row.token = vault.lock(pair.token)
    row.refresh_token = vault.lock(pair.refresh_token) if pair.refresh_token else ""
    row.expires_at, row.renewing_until = pair.expires_at, None
    row.name, row.enterprise = grant.name, grant.enterprise
    row.bot_user_id, row.bot_id, row.app_id = grant.bot_user_id, grant.bot_id, grant.app_id
    row.scopes, row.hears_threads = " ".join(grant.scopes), grant.hears_threads
    row.state, row.removed_at, row.installed_at = "live", None, now
    row.trouble = row.trouble_since = None
    if was_away:
        await revive_addresses(session, row.id)
    place = About("installation", row.id)
    audit.record(session, audit.PROGRAM, "install", place, now, how="link", link_id=link.id)
    return Kept(row.id, _standing(row, link))


async def _row(session: AsyncSession, grant: Grant, now: datetime) -> Installation:
    """Return the row of this workspace, held until the commit; a new one was never live."""
    new = {
        "id": new_id(),
        "platform": grant.platform,
        "external_id": grant.external_id,
        "name": grant.name,
        "token": "",
        "own": False,
        "state": "removed",
        "installed_at": now,
    }
    await insert_new(session, Installation, [new])
    found = await session.scalars(
        select(Installation)
        .where(
            Installation.platform == grant.platform,
            Installation.external_id == grant.external_id,
        )
        .with_for_update()
    )
    return found.one()


async def _spend(
    session: AsyncSession, link: OpenLink, row: Installation, grant: Grant, now: datetime
) -> None:
    """Keep that the link brought this workspace; it brings no second one."""
    if _standing(row, link) in (Standing.OURS, Standing.ELSEWHERE):
        return
    spent = await session.scalars(
        update(InstallLink)
        .where(
            InstallLink.id == link.id,
            InstallLink.revoked_at.is_(None),
            InstallLink.installation_id.is_(None) | (InstallLink.installation_id == row.id),
        )
        .values(installed_at=now, installation_id=row.id, installer=grant.installer)
        .returning(InstallLink.id)
        .execution_options(synchronize_session=False)
    )
    if spent.one_or_none() is None:
        raise InstallRefused(Refusal.LINK_SPENT)


def _standing(row: Installation, link: OpenLink) -> Standing:
    if row.own:
        return Standing.OURS
    if row.partner_id is not None and row.partner_id != link.partner_id:
        return Standing.ELSEWHERE
    return Standing.LOOSE if link.partner_id is None else Standing.BOUND


async def is_held(session: AsyncSession, grant: Grant) -> bool:
    """Say whether we are in this workspace by another grant already."""
    found = await session.scalar(
        select(Installation.id).where(
            Installation.platform == grant.platform,
            Installation.external_id == grant.external_id,
            Installation.state == "live",
        )
    )
    return found is not None
