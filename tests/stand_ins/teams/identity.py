"""The identity side: tokens for the bot, and the keys with which Teams signs."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.stand_ins.waiting import WallClock

from .clouds import PUBLIC
from .state import Json

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFE = 3600


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """One request for a token and how it ended."""

    tenant: str
    form: dict[str, str]
    status: int


@dataclass
class Tokens:
    """Every token handed out, and until when it works."""

    clock: WallClock
    app_id: str
    app_password: str
    home_tenant: str
    scope: str = PUBLIC.scope
    assertion: str | None = None  # what the app's federated credential takes just now
    denied: tuple[int, str] | None = None  # Microsoft's number and words for everybody
    life: int = LIFE
    given: dict[str, float] = field(default_factory=dict)
    requests: list[TokenRequest] = field(default_factory=list)

    def grant(self, tenant: str, form: Mapping[str, str]) -> tuple[int, Json]:
        """Answer a request for a token as the directory does."""
        status, answer = self._judged(tenant, form)
        self.requests.append(TokenRequest(tenant, dict(form), status))
        return status, answer

    def _judged(self, tenant: str, form: Mapping[str, str]) -> tuple[int, Json]:
        if form.get("grant_type") != "client_credentials":
            return _refusal(400, "unsupported_grant_type", 70003, "Unsupported grant type.")
        if form.get("client_id") != self.app_id:
            return _refusal(400, "unauthorized_client", 700016, "Application not found.")
        if tenant != self.home_tenant:
            # A bot of one tenant gets its token there, whomever it writes to.
            return _refusal(400, "unauthorized_client", 700016, "Not found in the directory.")
        refusal = self._unproven(form) or self._unfit(form)
        if refusal:
            return refusal
        token = f"stand-in.{secrets.token_urlsafe(48)}"
        self.given[token] = self.clock.now() + self.life
        return 200, {
            "token_type": "Bearer",
            "expires_in": self.life,
            "ext_expires_in": self.life,
            "access_token": token,
        }

    def _unfit(self, form: Mapping[str, str]) -> tuple[int, Json] | None:
        """Say why this app gets no token here, whatever it can prove."""
        if self.denied:
            return _refusal(400, "invalid_grant", *self.denied)
        if form.get("scope") == self.scope:
            return None
        if "botframework" in form.get("scope", ""):
            return _refusal(400, "invalid_resource", 500011, "The resource was not found.")
        return _refusal(400, "invalid_scope", 70011, "The provided scope is not valid.")

    def _unproven(self, form: Mapping[str, str]) -> tuple[int, Json] | None:
        """Say why nothing proves that this is the app: one proof, and a good one, is wanted."""
        given = {"client_secret", "client_assertion"} & set(form)
        if len(given) != 1:
            says = "The request body must contain: 'client_assertion' or 'client_secret'."
            return _refusal(401, "invalid_client", 7000218, says)
        if given == {"client_secret"}:
            if form["client_secret"] == self.app_password:
                return None
            return _refusal(401, "invalid_client", 7000215, "Invalid client secret provided.")
        if form.get("client_assertion_type") != ASSERTION:
            return _refusal(401, "invalid_client", 50027, "The assertion's type is not known.")
        if self.assertion is None or form["client_assertion"] != self.assertion:
            says = "No matching federated identity record found for presented assertion subject."
            return _refusal(401, "invalid_client", 700213, says)
        return None

    def problem(self, header: str | None) -> str | None:
        """Return what is wrong with an Authorization header, or None."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return "no bearer token"
        until = self.given.get(token)
        if until is None:
            return "unknown token"
        return "expired token" if until <= self.clock.now() else None

    def revoke(self) -> None:
        """Let no token given so far work any longer."""
        self.given.clear()


def _refusal(status: int, error: str, code: int, says: str) -> tuple[int, Json]:
    return status, {
        "error": error,
        "error_description": f"AADSTS{code}: {says}",
        "error_codes": [code],
    }


def openid(base: str, issuer: str) -> Json:
    """Return the page that says where the keys are."""
    return {
        "issuer": issuer,
        "authorization_endpoint": "https://invalid.botframework.com",
        "jwks_uri": f"{base}/v1/.well-known/keys",
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    }
