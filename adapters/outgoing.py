"""The one way out of this machine: every session of every room, by a proxy where one is set."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

BEHIND = IPv6Network("64:ff9b::/96")
"""Addresses whose last four bytes are one of the older kind."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """What calls go through; without an address they go straight.

    `spared` are the hosts that are reached straight all the same, as `NO_PROXY` names them.
    """

    address: str = field(default="", repr=False)
    spared: str = ""

    def towards(self, url: str | URL) -> URL | None:
        """Return the proxy to an address, None where there is none on the way."""
        return None if not self.address or self._spares(URL(url)) else URL(self.address)

    def _spares(self, target: URL) -> bool:
        """Read `spared` as other programs do: a host with all below it, one port of it, or *."""
        host = (target.host or "").casefold()
        for named in self.spared.casefold().replace(",", " ").split():
            name = named.removeprefix("*").removeprefix(".")
            if not name or name in {host, f"{host}:{target.port}"} or host.endswith(f".{name}"):
                return True
        return False

    async def __call__(
        self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Lead one request of a session, or the opening of a socket, its way."""
        request.update_proxy(self.towards(request.url), None, None)
        return await send(request)


STRAIGHT = Proxy()


def open_session(proxy: Proxy, **more: Any) -> aiohttp.ClientSession:  # noqa: ANN401 - as aiohttp takes it
    """Open a session whose every call goes by this proxy, whatever the environment says."""
    middlewares = (proxy,) if proxy.address else ()
    return aiohttp.ClientSession(middlewares=middlewares, trust_env=False, **more)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open Internet: no network's own, and no machine's."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        translated = IPv4Address(found.packed[-4:]) if found in BEHIND else None
        older = found.ipv4_mapped or found.sixtofour or translated
        if older is not None:
            return is_public(str(older))
    return found.is_global and not found.is_multicast


class NotPublicError(OSError):
    """A name that leads into somebody's own network."""


class PublicOnly(AbstractResolver):
    """Finds hosts, and none that has an address within a network: one such is one too many.

    The connection goes to the very address that was looked at, so no second answer of the
    same name can lead it elsewhere.
    """

    def __init__(self, inner: AbstractResolver, allowed: Callable[[str], bool]) -> None:
        self._inner, self._allowed = inner, allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a host is."""
        found = await self._inner.resolve(host, port, family)
        if not found or not all(self._allowed(each["host"]) for each in found):
            raise NotPublicError
        return found

    async def close(self) -> None:
        """Close what is asked."""
        await self._inner.close()
