"""What tests read: the letters, waiting for one, one-click links, bounces and complaints."""

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from tests.stand_ins.waiting import PATIENCE, Bell

from .checks import ONE_CLICK
from .letters import Letter
from .reports import Report, bounce_of, complaint_about
from .trouble import TroubleMaker

ANSWER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class OneClick:
    """How the address of a List-Unsubscribe header answered."""

    status: int
    body: str


class Mailbox(TroubleMaker):
    """Every letter that was accepted, whatever the sender heard of it."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.violations: list[str] = []
        self.bell = Bell()

    def of(self, address: str) -> list[Letter]:
        """Return what an address got, oldest first."""
        wanted = address.lower()
        return [o for o in self.letters if wanted in [each.lower() for each in o.recipients]]

    @property
    def repeated(self) -> list[str]:
        """The Message-IDs that came more than once."""
        ids = [letter.message_id for letter in self.letters]
        return sorted({each for each in ids if ids.count(each) > 1})

    async def wait_for(
        self,
        address: str,
        matches: Callable[[Letter], object] = bool,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - a test names its patience
    ) -> Letter:
        """Wait until an address has got a letter like this."""

        def found() -> Letter | None:
            return next((letter for letter in self.of(address) if matches(letter)), None)

        return await self.bell.until(found, timeout, f"a letter for {address}")

    async def one_click(self, letter: Letter, *, multipart: bool = False) -> OneClick:
        """Unsubscribe as a mail provider does: one POST, no cookies, no following."""
        address = letter.unsubscribe_address
        if address is None:
            raise AssertionError(f"{letter.subject!r} has no List-Unsubscribe address")
        key, _, value = ONE_CLICK.partition("=")
        form = aiohttp.FormData({key: value}, default_to_multipart=multipart)
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout) as session,
            session.post(address, data=form, allow_redirects=False) as response,
        ):
            answer = OneClick(response.status, await response.text())
        if answer.status // 100 != 2:
            self.violations.append(f"one click on {address} was answered {answer.status}")
            self.bell.ring()
            raise AssertionError(self.violations[-1])
        return answer

    def bounce(
        self,
        letter: Letter,
        recipient: str | None = None,
        *,
        status: str = "5.1.1",
        says: str = "550 5.1.1 No such user",
    ) -> Report:
        """Make the report that a letter did not arrive; 4.x.x says that it is still tried."""
        return bounce_of(letter, recipient or letter.recipients[0], status, says)

    def complaint(self, letter: Letter, recipient: str | None = None) -> Report:
        """Make the report that somebody called a letter spam."""
        return complaint_about(letter, recipient or letter.recipients[0])
