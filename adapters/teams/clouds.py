"""Microsoft's clouds: for each the issuer, the scope, the login and the hosts that go together."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.errors import ConfigurationInvalid

VARIABLE = "DRUMBEAT_TEAMS_CLOUD"


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud: who signs what reaches us, where we get our token, and whom we may show it.

    `service_url` is where a Teams tenant is spoken to of which nothing was heard yet; empty
    where Microsoft publishes none.
    """

    name: str
    login_url: str
    scope: str
    issuer: str
    openid_url: str
    service_url: str
    hosts: frozenset[str]

    def with_overrides(self, *, login_url: str = "", openid_url: str = "") -> "Cloud":
        """Return this cloud with addresses of one's own, such as a stand-in's."""
        return replace(
            self,
            login_url=login_url or self.login_url,
            openid_url=openid_url or self.openid_url,
        )


_WORLD_HOST, _GCC_HOST = "smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"
_HIGH_HOST, _DOD_HOST = "smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us"

PUBLIC = Cloud(
    "public",
    "https://login.microsoftonline.com",
    "https://api.botframework.com/.default",
    "https://api.botframework.com",
    "https://login.botframework.com/v1/.well-known/openidconfiguration",
    f"https://{_WORLD_HOST}/teams/",
    # GCC shares the public cloud's identity, so an app of either meets tenants of both.
    frozenset({_WORLD_HOST, _GCC_HOST}),
)
_HIGH = Cloud(
    "gcc-high",
    "https://login.microsoftonline.us",
    "https://api.botframework.us/.default",
    "https://api.botframework.us",
    "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    f"https://{_HIGH_HOST}/teams/",
    frozenset({_HIGH_HOST}),
)
_CHINA = Cloud(
    "china",
    "https://login.partner.microsoftonline.cn",
    "https://api.botframework.azure.cn/.default",
    "https://api.botframework.azure.cn",
    "https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
    "",
    frozenset(),
)
CLOUDS = {
    cloud.name: cloud
    for cloud in (
        PUBLIC,
        replace(PUBLIC, name="gcc", service_url=f"https://{_GCC_HOST}/teams/"),
        _HIGH,
        replace(
            _HIGH,
            name="dod",
            service_url=f"https://{_DOD_HOST}/teams/",
            hosts=frozenset({_DOD_HOST}),
        ),
        _CHINA,
    )
}


def cloud_named(
    name: str, *, service_hosts: Collection[str] = (), login_url: str = "", openid_url: str = ""
) -> Cloud:
    """Return a cloud with what is overridden of it; a combination that cannot work is named."""
    cloud = CLOUDS.get(name or PUBLIC.name)
    if cloud is None:
        raise ConfigurationInvalid(f"{VARIABLE} is wrong: write {', '.join(CLOUDS)}")
    for variable, url in (("LOGIN_URL", login_url), ("OPENID_URL", openid_url)):
        _ensure_fits(cloud, variable, (urlsplit(url).hostname or "").lower())
    for host in service_hosts:
        _ensure_fits(cloud, "SERVICE_HOSTS", host.strip().lower().partition(":")[0])
    if not cloud.hosts and not service_hosts:
        raise ConfigurationInvalid(
            f"{VARIABLE}={cloud.name} also needs DRUMBEAT_TEAMS_SERVICE_HOSTS: Microsoft "
            "publishes no service host of this cloud, so write the one its administrators name"
        )
    return cloud.with_overrides(login_url=login_url, openid_url=openid_url)


def _ensure_fits(cloud: Cloud, variable: str, host: str) -> None:
    """Refuse a host that is another cloud's; one that no cloud has is somebody's own."""
    of = {other.name for other in CLOUDS.values() if host in _hosts_of(other)}
    if of and cloud.name not in of:
        raise ConfigurationInvalid(
            f"DRUMBEAT_TEAMS_{variable} is wrong: {host} belongs to the cloud "
            f"{' or '.join(sorted(of))}, and {VARIABLE} is {cloud.name}"
        )


def _hosts_of(cloud: Cloud) -> frozenset[str]:
    named = (urlsplit(url).hostname or "" for url in (cloud.login_url, cloud.openid_url))
    return cloud.hosts | frozenset(named)
