"""Lead the administrator of another workspace from our link to an installation that is kept.

They are nobody we know: what speaks for them is the link, the state of one try, and the cookie
of the browser that began it.
"""

from collections.abc import Callable
from secrets import token_hex

import structlog

from bot.context import Context
from bot.errors import DeliveryProblem
from bot.language import Wording
from bot.people.cards import installing as cards
from bot.people.store import grants, install_links
from bot.people.store.grants import Kept
from bot.people.store.install_links import OpenLink
from bot.ports import (
    Authority,
    Departure,
    Grant,
    InstallPage,
    InstallRefused,
    Refusal,
    Return,
    Vault,
)

STATUS = {
    Refusal.LINK_GONE: 404,
    Refusal.TOO_OFTEN: 429,
    Refusal.UNREACHABLE: 503,
    Refusal.OUR_SETTINGS: 500,
    Refusal.DENIED: 200,
}
"""What a page of a refusal says to machines; what is not here is 400."""

log = structlog.get_logger()


class InstallByLink:
    """The way through the pages, one step each; no token, code or state is ever logged."""

    def __init__(
        self, context: Context, vault: Vault, authority: Authority, kept: Callable[[], None]
    ) -> None:
        """Take the ports; `kept` is called once something was installed."""
        self._context, self._vault, self._authority = context, vault, authority
        self._tell = kept
        self._vendor = context.programme.vendor

    async def show(self, token: str, languages: tuple[str, ...]) -> InstallPage:
        """Show what is asked for and why; the first look is kept for the checklist."""
        try:
            link = await self._opened(token)
        except InstallRefused as refused:
            return self._refused(refused, languages)
        wording = self._reader(languages, link.language)
        going_on = f"{self._authority.link(token)}&go=1"
        return InstallPage(
            cards.page(wording, self._vendor, self._authority, going_on, link.partner)
        )

    async def depart(self, token: str, languages: tuple[str, ...]) -> Departure | InstallPage:
        """Begin one try: the state goes to the platform, the cookie stays with the browser."""
        try:
            link = await self._opened(token)
            async with self._context.database.begin() as session:
                one = await install_links.begin(session, link, self._context.system.now())
        except InstallRefused as refused:
            return self._refused(refused, languages)
        log.info("install_begun", link_id=link.id)
        return Departure(self._authority.address(one.state), one.browser)

    async def receive(self, back: Return, languages: tuple[str, ...]) -> InstallPage:
        """Take what came back once, exchange it, and keep what is granted in one commit."""
        try:
            link = await self._ended(back)
            if back.error or not back.code:
                raise self._authority.refusal(back.error or "no code")
            grant = await self._authority.exchange(back.code)
            kept = await self._keep(link, grant)
            self._tell()
        except InstallRefused as refused:
            return self._refused(refused, languages)
        log.info(
            "installed",
            link_id=link.id,
            installation_id=kept.installation_id,
            standing=kept.standing.value,
        )
        wording = self._reader(languages, link.language)
        return InstallPage(cards.installed(wording, self._vendor, kept.standing, grant.name))

    async def _opened(self, token: str) -> OpenLink:
        """Find a link; only the first look at one that works is written down."""
        now = self._context.system.now()
        async with self._context.database.read() as session:
            link = await install_links.open_link(session, token, now)
        if not link.was_opened:
            async with self._context.database.begin() as session:
                await install_links.note_opened(session, link, now)
        return link

    async def _ended(self, back: Return) -> OpenLink:
        async with self._context.database.read() as session:
            if not await install_links.is_known(session, back.state):
                raise InstallRefused(Refusal.STATE_UNKNOWN)
        async with self._context.database.begin() as session:
            ended = await install_links.end(
                session, back.state, back.browser, self._context.system.now()
            )
        if isinstance(ended, InstallRefused):
            raise ended
        return ended

    async def _keep(self, link: OpenLink, grant: Grant) -> Kept:
        try:
            async with self._context.database.begin() as session:
                return await grants.keep(
                    session, self._vault, link, grant, self._context.system.now()
                )
        except InstallRefused:
            async with self._context.database.read() as session:
                is_held = await grants.is_held(session, grant)
            if not is_held:
                await self._hand_back(grant)
            raise

    async def _hand_back(self, grant: Grant) -> None:
        try:
            await self._authority.hand_back(grant.pair.token)
        except DeliveryProblem as problem:
            # Their administrator can still remove the app; nothing of it is kept here.
            log.warning("grant_not_handed_back", place=grant.external_id, error=str(problem))

    def _refused(self, refused: InstallRefused, languages: tuple[str, ...]) -> InstallPage:
        reference = token_hex(4)
        log.warning(
            "install_refused", why=refused.why.value, told=str(refused), reference=reference
        )
        wording = self._reader(languages, "")
        said = cards.refused(wording, self._vendor, refused.why, reference)
        return InstallPage(said, STATUS.get(refused.why, 400))

    def _reader(self, languages: tuple[str, ...], otherwise: str) -> Wording:
        """Return the words of the first language that we speak of those they read."""
        wording = self._context.wording
        spoken = wording.spoken()
        for tag in (*languages, otherwise):
            if tag and tag.partition("-")[0] in {one.partition("-")[0] for one in spoken}:
                return wording.in_language(tag)
        return wording
