"""How a workspace installs the app here: the page that asks, the code, tokens that run out."""

import asyncio
import base64
import html
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from .calls import Refused, team_of
from .state import ALL_SCOPES, Team
from .world import World

PATH = "/oauth/v2/authorize"
CODE_LIFE = 600.0
TOKEN_LIFE = 43200
ACTIVE = 2
"""Access tokens of one workspace that are good at the same time."""


@dataclass
class Code:
    """What was allowed, until it is exchanged, once."""

    team: Team
    scopes: tuple[str, ...]
    redirect_uri: str
    born: float
    installer: str
    is_org: bool
    used: bool = False


@dataclass
class App:
    """The app as its developer registered it, and what was granted to it."""

    world: World
    uninstall: Callable[[Team], Awaitable[Any]]
    client_id: str = "111.222"
    client_secret: str = "stand-in-client-secret"
    redirect_urls: set[str] = field(default_factory=set)
    declared: frozenset[str] = ALL_SCOPES | {
        "channels:join",
        "chat:write.customize",
        "reactions:read",
    }
    is_distributed: bool = True
    rotates: bool = False
    keeps_older_token: bool = True
    home: str = "T0000000001"
    codes: dict[str, Code] = field(default_factory=dict)
    refreshes: dict[str, str] = field(default_factory=dict)
    """Refresh tokens that were not used yet, and whose they are."""
    refreshed: int = 0
    told: list[asyncio.Task[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.methods = {
            "oauth.v2.access": self._access,
            "apps.uninstall": self._uninstall,
            "auth.revoke": self._revoke,
        }

    def mount(self, site: web.Application) -> None:
        site.router.add_get(PATH, self._ask)
        site.router.add_post(PATH, self._decided)

    async def events_arrived(self) -> None:
        """Wait until the app heard of everything that its own calls brought about."""
        await asyncio.gather(*self.told)

    # --- the page ------------------------------------------------------------------------

    def _checked(self, given: Mapping[str, Any]) -> str:
        """Return what is wrong with a request to install, as Slack writes it on its page."""
        if given.get("client_id") != self.client_id:
            return "invalid_client_id"
        if given.get("redirect_uri") not in self.redirect_urls:
            return "bad_redirect_uri"
        scopes = set(filter(None, str(given.get("scope", "")).split(",")))
        if not scopes:
            return "no_scopes"
        return "" if scopes <= self.declared else "invalid_scope"

    async def _ask(self, request: web.Request) -> web.Response:
        wrong = self._checked(request.query)
        if wrong:
            return web.Response(status=400, text=f"Something went wrong: {wrong}")
        kept = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in request.query.items()
        )
        teams = "".join(
            f'<option value="{team.id}">{html.escape(team.name)}</option>'
            for team in self.world.teams.values()
        )
        page = (
            f'<form method="post" action="{PATH}">{kept}<select name="team">{teams}</select>'
            '<button name="decision" value="allow">Allow</button>'
            '<button name="decision" value="deny">Cancel</button></form>'
        )
        return web.Response(text=page, content_type="text/html")

    async def _decided(self, request: web.Request) -> web.Response:
        given = await request.post()
        wrong = self._checked({name: str(value) for name, value in given.items()})
        if wrong:
            return web.Response(status=400, text=f"Something went wrong: {wrong}")
        state = {"state": str(given["state"])} if "state" in given else {}
        back = str(given["redirect_uri"])
        if given.get("decision") != "allow":
            return self._sent(back, {"error": "access_denied", **state})
        team = self.world.teams[str(given["team"])]
        if not self.is_distributed and team.id != self.home:
            return self._sent(back, {"error": "invalid_team_for_non_distributed_app", **state})
        code = f"{len(self.codes) + 1}.{team.id}.stand-in-code"
        self.codes[code] = Code(
            team,
            tuple(str(given["scope"]).split(",")),
            back,
            self.world.clock.now(),
            str(given.get("installer", "U0INSTALLER")),
            given.get("whole") == "organisation",
        )
        return self._sent(back, {"code": code, **state})

    def _sent(self, back: str, said: dict[str, str]) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{back}?{urlencode(said)}"})

    # --- the methods ---------------------------------------------------------------------

    def answer(
        self, name: str, token: str, args: dict[str, Any], headers: Mapping[str, str]
    ) -> dict[str, Any]:
        try:
            return {"ok": True, **self.methods[name](token, args, headers)}
        except Refused as refused:
            return {"ok": False, "error": refused.error, **refused.more}

    def _authenticate(self, args: dict[str, Any], headers: Mapping[str, str]) -> None:
        scheme, _, basic = headers.get("Authorization", "").partition(" ")
        given = args.get("client_id"), args.get("client_secret")
        if scheme.lower() == "basic":
            name, _, secret = base64.b64decode(basic).decode().partition(":")
            given = name, secret
        if given[0] != self.client_id:
            raise Refused("invalid_client_id")
        if given[1] != self.client_secret:
            raise Refused("bad_client_secret")

    def _access(
        self, token: str, args: dict[str, Any], headers: Mapping[str, str]
    ) -> dict[str, Any]:
        del token
        self._authenticate(args, headers)
        if args.get("grant_type") == "refresh_token":
            return self._renewed(str(args.get("refresh_token", "")))
        if args.get("grant_type", "authorization_code") != "authorization_code":
            raise Refused("invalid_grant_type")
        code = self.codes.get(str(args.get("code", "")))
        if code is None:
            raise Refused("invalid_code")
        if code.used:
            raise Refused("code_already_used")
        if self.world.clock.now() - code.born > CODE_LIFE:
            raise Refused("invalid_code")
        if args.get("redirect_uri") != code.redirect_uri:
            raise Refused("bad_redirect_uri")
        code.used = True
        return self._granted(code)

    def _granted(self, code: Code) -> dict[str, Any]:
        team = code.team
        was_away = not team.installed or team.revoked
        team.installed, team.revoked = True, False
        team.scopes = set(code.scopes)
        if self.rotates:
            team.lent.clear()
            pair = self.lend(team)
        else:
            if was_away:
                team.token = f"xoxb-{len(self.codes):06d}-{team.id}-stand-in"
            pair = {"access_token": team.token}
        organisation = {"id": team.enterprise_id, "name": "Org"} if team.enterprise_id else None
        return {
            **pair,
            "token_type": "bot",
            "scope": ",".join(code.scopes),
            "bot_user_id": team.bot_user_id,
            "app_id": self.world.app_id,
            "team": None if code.is_org else {"id": team.id, "name": team.name},
            "enterprise": organisation,
            "is_enterprise_install": code.is_org,
            "authed_user": {"id": code.installer},
        }

    def lend(self, team: Team) -> dict[str, Any]:
        """Lend a token that runs out; of the older ones the latest stays good until it does."""
        number = len(self.refreshes) + self.refreshed + 1
        token = f"xoxe.xoxb-{number:06d}-{team.id}-stand-in"
        refresh = f"xoxe-1-{number:06d}-{team.id}-stand-in"
        older = list(team.lent.items())[-(ACTIVE - 1) :] if self.keeps_older_token else []
        team.lent = {**dict(older), token: self.world.clock.now() + TOKEN_LIFE}
        team.token = token
        self.refreshes[refresh] = team.id
        return {"access_token": token, "refresh_token": refresh, "expires_in": TOKEN_LIFE}

    def _renewed(self, refresh_token: str) -> dict[str, Any]:
        team = self.world.teams.get(self.refreshes.pop(refresh_token, ""))
        if team is None or not team.installed:
            raise Refused("invalid_refresh_token")
        self.refreshed += 1
        return {
            **self.lend(team),
            "token_type": "bot",
            "scope": ",".join(sorted(team.scopes)),
            "bot_user_id": team.bot_user_id,
            "app_id": self.world.app_id,
            "team": {"id": team.id, "name": team.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _revoke(
        self, token: str, args: dict[str, Any], headers: Mapping[str, str]
    ) -> dict[str, Any]:
        del args, headers
        team = team_of(self.world, token)
        team.revoked = True
        return {"revoked": True}

    def _uninstall(
        self, token: str, args: dict[str, Any], headers: Mapping[str, str]
    ) -> dict[str, Any]:
        del headers
        team = team_of(self.world, token)
        self._authenticate(args, {})
        # The token is dead at once; what tells of it comes after.
        team.installed = False
        self.told.append(asyncio.create_task(self.uninstall(team)))
        return {}
