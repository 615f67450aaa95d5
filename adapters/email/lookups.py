"""Asks DNS for what a domain says of its mail."""

from collections.abc import Awaitable, Callable

import dns.asyncresolver
import dns.exception
import dns.resolver

from bot.errors import DrumbeatError

LIFETIME = 4.0
"""Seconds for one question, however often it is asked again."""

Ask = Callable[[str], Awaitable[tuple[str, ...]]]
"""Returns the texts at a name, none where there are none; raises `DnsSilent`."""


class DnsSilent(DrumbeatError):
    """DNS could not say whether something stands there."""


def asks(server: tuple[str, int] | None = None) -> Ask:
    """Return who asks this server, or those of this machine."""

    async def ask(name: str) -> tuple[str, ...]:
        try:
            found = await _resolver(server).resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, OSError) as problem:
            raise DnsSilent(f"DNS gave no answer about {name}") from problem
        return tuple(b"".join(each.strings).decode("utf-8", "replace") for each in found)

    return ask


def _resolver(server: tuple[str, int] | None) -> dns.asyncresolver.Resolver:
    resolver = dns.asyncresolver.Resolver(configure=server is None)
    resolver.lifetime, resolver.timeout = LIFETIME, LIFETIME / 2
    if server is not None:
        host, resolver.port = server
        resolver.nameservers = [host]
    return resolver
