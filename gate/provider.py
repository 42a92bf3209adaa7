"""Sign-in at a provider (统一登录): OpenID Connect with whoever publishes a discovery document.

The code flow with PKCE, state and nonce; what has to be remembered until the browser comes back
lies sealed in a cookie of its own. An account is found by the provider's subject; the first time by
an e-mail address that the provider has verified. Nobody gets an account by this.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from itsdangerous import BadData
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

import settings
from domain.errors import HuifangError
from web.keys import signer

PATIENCE_SECONDS = 10
TRIP_LASTS = timedelta(minutes=10)
# What a provider may sign with; never "none", never a key that both sides know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]


class ProviderFailed(HuifangError):
    """The provider did not answer, or answered what cannot be believed; `reason` is for the log."""

    code = "gate.provider_failed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NobodyOfOurs(HuifangError):
    """The provider vouches for somebody who has no account here, or a shut one."""

    code = "gate.nobody_of_ours"


@dataclass(frozen=True, slots=True)
class Trip:
    """One way to the provider and back: what must come back as it went."""

    state: str
    nonce: str
    verifier: str
    next: str
    language: str

    @classmethod
    def begun(cls, next: str, language: str) -> "Trip":
        """`next` and `language` are what the gate was asked for, to be asked for again."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _part in range(3))
        return cls(state, nonce, verifier, next, language)

    def sealed(self, now: datetime) -> str:
        parts = (self.state, self.nonce, self.verifier, self.next, self.language)
        return str(signer("gate trip").dumps([*parts, int(now.timestamp())]))

    @classmethod
    def unsealed(cls, cookie: str, now: datetime) -> "Trip":
        """Raises ProviderFailed for a trip that took too long, or was not begun here."""
        try:
            *parts, at = signer("gate trip").loads(cookie)
        except (BadData, ValueError, TypeError) as broken:
            raise ProviderFailed("no trip") from broken
        if not 0 <= now.timestamp() - at < TRIP_LASTS.total_seconds():
            raise ProviderFailed("the trip took too long")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom the provider vouches for; `email` only where it has been verified."""

    subject: str
    email: str | None


def is_set_up() -> bool:
    return bool(settings.OIDC_ISSUER() and settings.OIDC_CLIENT_ID())


def way_there(trip: Trip) -> str:
    """The provider's address to send the browser to. Raises ProviderFailed."""
    endpoint = _discovered()["authorization_endpoint"]
    address, _state = _client().create_authorization_url(
        endpoint, state=trip.state, code_verifier=trip.verifier, nonce=trip.nonce
    )
    return str(address)


def who_came_back(trip: Trip, query: Mapping[str, str], now: datetime) -> Somebody:
    """Raises ProviderFailed unless this is the answer to this very trip."""
    if not secrets.compare_digest(query.get("state", "").encode(), trip.state.encode()):
        raise ProviderFailed("another state came back")
    if "code" not in query:
        raise ProviderFailed(query.get("error", "no code")[:60])
    provider = _discovered()
    try:
        token = _client().fetch_token(
            provider["token_endpoint"],
            code=query["code"],
            code_verifier=trip.verifier,
            timeout=PATIENCE_SECONDS,
        )
        claims = _believed(token.get("id_token", ""), provider, trip, now)
    except (AuthlibBaseError, JoseError, requests.RequestException, ValueError) as failed:
        raise ProviderFailed(type(failed).__name__) from failed
    email = claims.get("email") if claims.get("email_verified") is True else None
    return Somebody(f"{provider['issuer']} {claims['sub']}", str(email).lower() if email else None)


def _client() -> Any:
    return OAuth2Session(
        settings.OIDC_CLIENT_ID(),
        settings.OIDC_CLIENT_SECRET() or None,
        scope="openid email profile",
        redirect_uri=f"{settings.PUBLIC_URL().rstrip('/')}/sign-in/back",
        code_challenge_method="S256",
    )


def _discovered() -> dict[str, Any]:
    """The provider's own description; it must be the description of the issuer we were told."""
    issuer = settings.OIDC_ISSUER().rstrip("/")
    found = _fetched(f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise ProviderFailed("another issuer")
    missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - found.keys()
    if missing:
        raise ProviderFailed(f"no {missing.pop()}")
    return found


def _fetched(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=PATIENCE_SECONDS)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as failed:
        raise ProviderFailed(type(failed).__name__) from failed
    if not isinstance(found, dict):
        raise ProviderFailed("not a description")
    return found


def _believed(
    id_token: str, provider: Mapping[str, Any], trip: Trip, now: datetime
) -> dict[str, Any]:
    """The claims, once signature, issuer, audience, time and nonce are right. Raises JoseError."""
    keys = KeySet.import_key_set(_fetched(provider["jwks_uri"]))  # type: ignore[arg-type]  # as sent
    token = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
    wanted = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=60,
        iss={"essential": True, "value": provider["issuer"]},
        aud={"essential": True, "value": settings.OIDC_CLIENT_ID()},
        sub={"essential": True},
        exp={"essential": True},
        nonce={"essential": True, "value": trip.nonce},
    )
    wanted.validate(token.claims)
    return dict(token.claims)
