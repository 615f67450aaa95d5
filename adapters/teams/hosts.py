"""Which service URLs we speak to: our token goes to no other host."""

from collections.abc import Collection
from urllib.parse import urlsplit

from adapters.teams.clouds import PUBLIC


class ServiceHosts:
    """The list of hosts; those named besides the cloud's own may be local ones without https."""

    def __init__(self, extra: Collection[str] = (), own: Collection[str] = PUBLIC.hosts) -> None:
        self._own = frozenset(own)
        self._extra = frozenset(host.strip().lower() for host in extra if host.strip())

    def allow(self, service_url: str) -> bool:
        """Whether our token may go there."""
        try:
            address = urlsplit(service_url)
            host, port = (address.hostname or "").lower(), address.port
        except ValueError:
            return False
        place = f"[{host}]" if ":" in host else host
        # A name and password in front of the host, or a backslash, reads differently elsewhere.
        if "@" in address.netloc or "\\" in service_url or service_url.split() != [service_url]:
            return False
        if address.query or address.fragment:
            return False
        if (
            address.scheme in {"http", "https"}
            and (f"{place}:{port}" if port else place) in self._extra
        ):
            return True
        return address.scheme == "https" and host in self._own and port in {None, 443}
