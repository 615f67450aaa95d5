"""Which service URLs we speak to: our token goes to no other host."""

from collections.abc import Collection
from urllib.parse import urlsplit

DOCUMENTED = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
    }
)
"""Microsoft's own, by https only."""
USUAL = "https://smba.trafficmanager.net/teams/"
"""Where a tenant is spoken to of which nothing was heard yet."""


class ServiceHosts:
    """The list of hosts; those named besides Microsoft's may be local ones without https."""

    def __init__(self, extra: Collection[str] = ()) -> None:
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
        return address.scheme == "https" and host in DOCUMENTED and port in {None, 443}
