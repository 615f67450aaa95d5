"""The identity side: tokens for the bot, and the keys with which Teams signs."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.stand_ins.waiting import WallClock

from .state import Json

SCOPE = "https://api.botframework.com/.default"
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
        if form.get("client_secret") != self.app_password:
            return _refusal(401, "invalid_client", 7000215, "Invalid client secret provided.")
        if form.get("scope") != SCOPE:
            return _refusal(400, "invalid_scope", 70011, "The provided scope is not valid.")
        token = f"stand-in.{secrets.token_urlsafe(48)}"
        self.given[token] = self.clock.now() + self.life
        return 200, {
            "token_type": "Bearer",
            "expires_in": self.life,
            "ext_expires_in": self.life,
            "access_token": token,
        }

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


def openid(base: str) -> Json:
    """Return the page that says where the keys are."""
    return {
        "issuer": "https://api.botframework.com",
        "authorization_endpoint": "https://invalid.botframework.com",
        "jwks_uri": f"{base}/v1/.well-known/keys",
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    }
