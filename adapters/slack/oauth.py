"""Slack's own pages and methods by which a workspace installs us, and takes us out again."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

import structlog

from adapters.slack.api import SlackApi
from adapters.slack.errors import meaning
from adapters.slack.manifest import HEARING, OPTIONAL_SCOPES, RETURN_PATH, SCOPES
from adapters.slack.payload import PLATFORM, word
from bot.errors import DeliveryProblem, InstallationGone
from bot.ports import Grant, InstallRefused, Pair, Refusal

INSTALL_PATH = "/slack/install"
AUTHORIZE = "/oauth/v2/authorize"
REFRESH_LOST = frozenset({"invalid_refresh_token", "invalid_grant", "token_revoked"})
"""Words for a refresh token that renews nothing any more."""
GONE_ALREADY = frozenset({"account_inactive", "invalid_auth", "token_revoked"})
_REFUSALS: Mapping[Refusal, str] = {
    Refusal.DENIED: "access_denied",
    Refusal.CODE_REFUSED: "invalid_code code_already_used code_expired invalid_grant",
    Refusal.NOT_DISTRIBUTED: "invalid_team_for_non_distributed_app",
    Refusal.ORGANISATION: """
        cannot_install_an_org_installed_app org_login_required team_access_not_granted
    """,
    Refusal.OUR_SETTINGS: """
        bad_client_secret invalid_client_id bad_redirect_uri invalid_scope no_scopes
        oauth_authorization_url_mismatch invalid_scope_requested
    """,
    Refusal.UNREACHABLE: """
        internal_error fatal_error service_unavailable request_timeout ratelimited rate_limited
    """,
}
_MEANING = {one: why for why, words in _REFUSALS.items() for one in words.split()}

log = structlog.get_logger(platform=PLATFORM)


class RefreshLost(DeliveryProblem):
    """Slack renews this token no more: only another installing helps."""


class SlackOAuth:
    """The app as Slack knows it: by its id and its secret."""

    scopes: tuple[str, ...] = SCOPES
    optional_scopes: tuple[str, ...] = OPTIONAL_SCOPES

    def __init__(
        self, api: SlackApi, base_url: str, *, client_id: str, client_secret: str, public_url: str
    ) -> None:
        self._api, self._base_url = api, base_url
        self._app = client_id, client_secret
        self._public_url = public_url.rstrip("/")

    @property
    def redirect_uri(self) -> str:
        """The address to which Slack sends a browser back."""
        return f"{self._public_url}{RETURN_PATH}"

    def link(self, token: str) -> str:
        """Return the address that we hand to an administrator over there."""
        return f"{self._public_url}{INSTALL_PATH}?{urlencode({'for': token})}"

    def address(self, state: str) -> str:
        """Return Slack's own page on which they allow it."""
        asked = {
            "client_id": self._app[0],
            "scope": ",".join((*self.scopes, *self.optional_scopes)),
            "redirect_uri": self.redirect_uri,
            "state": state,
        }
        return f"{urljoin(self._base_url, AUTHORIZE)}?{urlencode(asked)}"

    def refusal(self, word: str) -> InstallRefused:
        """Return what Slack's word for a no means; what stands in an address is no word of its."""
        told = word if word.replace("_", "").isalpha() and word.isascii() else "unreadable"
        return InstallRefused(_MEANING.get(word, Refusal.REFUSED), told[:60])

    async def exchange(self, code: str) -> Grant:
        """Turn the code that came back into a grant; an organisation's is handed back."""
        fields = {"code": code, "redirect_uri": self.redirect_uri}
        try:
            answer = await self._api.ask("oauth.v2.access", fields, app=self._app)
        except DeliveryProblem as problem:
            raise InstallRefused(Refusal.UNREACHABLE, str(problem)) from problem
        if answer.get("ok") is not True:
            raise self.refusal(word(answer, "error"))
        pair = _pair(answer)
        if answer.get("is_enterprise_install") is True or not word(answer, "team", "id"):
            with suppress(DeliveryProblem):
                await self.hand_back(pair.token)
            raise InstallRefused(Refusal.ORGANISATION, "is_enterprise_install")
        return await self._tried(_grant(answer, pair))

    async def _tried(self, grant: Grant) -> Grant:
        """Use the token once; Slack says so who we are there. Without an answer it is kept."""
        try:
            answer = await self._api.read(grant.pair.token, "auth.test")
        except DeliveryProblem as problem:
            log.warning("grant_not_tried", error=str(problem))
            return grant
        return replace(grant, bot_id=word(answer, "bot_id"))

    async def refresh(self, refresh_token: str) -> Pair:
        """Renew a token; `RefreshLost` says that this cannot be done any more."""
        fields = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        answer = await self._api.ask("oauth.v2.access", fields, app=self._app)
        if answer.get("ok") is True:
            return _pair(answer)
        error = word(answer, "error")[:60]
        if error in REFRESH_LOST:
            raise RefreshLost(f"Slack: {error}")
        raise meaning(error)

    async def hand_back(self, token: str) -> None:
        """Have Slack take the app out of a workspace; where it refuses, take our token back."""
        answer = await self._api.ask("apps.uninstall", {}, token=token, app=self._app)
        error = word(answer, "error")[:60]
        if answer.get("ok") is True or error in GONE_ALREADY:
            return
        log.warning("uninstall_refused", error=error)
        with suppress(InstallationGone):
            await self._api.read(token, "auth.revoke")


def _pair(answer: Mapping[str, Any]) -> Pair:
    seconds = answer.get("expires_in")
    expires_at = None
    if isinstance(seconds, int) and seconds > 0:
        expires_at = datetime.now(UTC) + timedelta(seconds=seconds)
    return Pair(word(answer, "access_token"), word(answer, "refresh_token"), expires_at)


def _grant(answer: Mapping[str, Any], pair: Pair) -> Grant:
    given = word(answer, "scope")
    scopes = tuple(filter(None, (scope.strip() for scope in given.split(","))))
    return Grant(
        platform=PLATFORM,
        external_id=word(answer, "team", "id"),
        name=word(answer, "team", "name") or word(answer, "team", "id"),
        pair=pair,
        bot_user_id=word(answer, "bot_user_id"),
        app_id=word(answer, "app_id"),
        enterprise=word(answer, "enterprise", "id"),
        scopes=scopes,
        hears_threads=HEARING.issubset(scopes),
        installer=word(answer, "authed_user", "id"),
    )
