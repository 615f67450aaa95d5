"""How this Teams proves who it is: signing keys, tokens, and every kind of bad token."""

import base64
import functools
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from .clouds import PUBLIC

LIFE = 3600
FIVE_MINUTES = 300
ENDORSEMENTS = ("msteams", "skype", "webchat")


class BadToken(StrEnum):
    """What can be wrong with the proof that comes with a request."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_SERVICE_URL = "wrong_service_url"
    NO_SERVICE_URL = "no_service_url"
    UNKNOWN_KEY = "unknown_key"
    FOREIGN_KEY = "foreign_key"  # names our key and is signed by another
    NO_ENDORSEMENT = "no_endorsement"
    UNSIGNED = "unsigned"  # alg: none
    PUBLIC_KEY_AS_SECRET = "public_key_as_secret"  # HS256 with what everybody can read
    TAMPERED = "tampered"
    GARBAGE = "garbage"
    NOT_BEARER = "not_bearer"
    MISSING = "missing"


@functools.cache
def _spare_key(number: int) -> rsa.RSAPrivateKey:
    """Return a key of this process; making one takes long, and nothing hangs on its being new."""
    del number
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Key:
    """One key, the name it goes by, and whom it may speak for."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...] = ENDORSEMENTS

    def as_json(self) -> dict[str, Any]:
        algorithm = jwt.algorithms.RSAAlgorithm
        public: dict[str, Any] = algorithm.to_jwk(self.private.public_key(), as_dict=True)
        del public["key_ops"]
        return {
            **public,
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "endorsements": list(self.endorsements),
        }

    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.private, "RS256", {"kid": self.kid, "x5t": self.kid})


@dataclass
class Keys:
    """The keys that are published now; the last one signs."""

    app_id: str
    issuer: str = PUBLIC.issuer
    published: list[Key] = field(default_factory=list)
    made: int = 0

    def __post_init__(self) -> None:
        self.rotate()
        # Published like every other key, but it may not speak for Teams.
        self.unendorsed = Key("kid-unendorsed", _spare_key(1000), ("directline",))

    def rotate(self, *, keep_old: bool = True) -> Key:
        """Sign with a new key from now on; the old ones stay published, or do not."""
        self.made += 1
        new = Key(f"kid-{self.made:04d}", _spare_key(self.made))
        self.published = [*(self.published if keep_old else []), new]
        return new

    def as_json(self) -> dict[str, Any]:
        return {"keys": [key.as_json() for key in [*self.published, self.unendorsed]]}

    def claims(self, service_url: str, now: float) -> dict[str, Any]:
        return {
            "serviceurl": service_url,
            "nbf": int(now),
            "exp": int(now) + LIFE,
            "iss": self.issuer,
            "aud": self.app_id,
        }

    def header(self, service_url: str, now: float, bad: BadToken | None = None) -> str | None:
        """Return the Authorization header of a request, good or bad in the way that was asked."""
        claims = self.claims(service_url, now)
        match bad:
            case BadToken.MISSING:
                return None
            case BadToken.GARBAGE:
                return "Bearer not.a.token"
            case BadToken.NOT_BEARER:
                return f"Basic {base64.b64encode(b'app:secret').decode()}"
            case _:
                return f"Bearer {self._token(claims, now, bad)}"

    def _token(self, claims: dict[str, Any], now: float, bad: BadToken | None) -> str:
        key = self.published[-1]
        match bad:
            case BadToken.UNKNOWN_KEY:
                key = Key("kid-nobody-knows", _spare_key(1001))
            case BadToken.FOREIGN_KEY:
                key = Key(key.kid, _spare_key(1001))
            case BadToken.NO_ENDORSEMENT:
                key = self.unendorsed
            case BadToken.UNSIGNED:
                return f"{_joined({'alg': 'none', 'typ': 'JWT', 'kid': key.kid}, claims)}."
            case BadToken.PUBLIC_KEY_AS_SECRET:
                return _signed_with_public_key(key, claims)
            case BadToken.TAMPERED:
                head, _, tail = key.sign(claims).split(".")
                return f"{head}.{_encoded({**claims, 'exp': claims['exp'] + 1})}.{tail}"
            case _:
                pass
        return key.sign(_bent(claims, now, bad))


def _bent(claims: dict[str, Any], now: float, bad: BadToken | None) -> dict[str, Any]:
    """Return claims of which one is wrong by more than any allowed skew of clocks."""
    far = 2 * FIVE_MINUTES
    changes: dict[BadToken, dict[str, Any]] = {
        BadToken.EXPIRED: {"nbf": int(now) - LIFE, "exp": int(now) - far},
        BadToken.NOT_YET_VALID: {"nbf": int(now) + far},
        BadToken.WRONG_AUDIENCE: {"aud": "00000000-0000-4000-8000-00000000beef"},
        BadToken.WRONG_ISSUER: {"iss": "https://sts.windows.net/somebody-else/"},
        BadToken.WRONG_SERVICE_URL: {"serviceurl": "https://attacker.example/"},
    }
    bent = {**claims, **(changes.get(bad, {}) if bad else {})}
    if bad is BadToken.NO_SERVICE_URL:
        del bent["serviceurl"]
    return bent


def _encoded(value: dict[str, Any]) -> str:
    raw = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _joined(head: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{_encoded(head)}.{_encoded(claims)}"


def _signed_with_public_key(key: Key, claims: dict[str, Any]) -> str:
    signed = _joined({"alg": "HS256", "typ": "JWT", "kid": key.kid}, claims)
    mac = hmac.new(key.public_pem(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
