"""Rules about identity providers (OpenID Connect): what they must publish, which answers count.

OpenID Connect Core 1.0, section 3.1.3.7, and Discovery 1.0. Only signatures with a public key
count; a clock may be wrong by ``SKEW``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeGuard
from urllib.parse import SplitResult, urlsplit

from joserfc import jwt
from joserfc.errors import (
    ClaimError,
    ExpiredTokenError,
    InvalidKeyIdError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import JWKRegistry, KeySet

from bot.domain.accounts import Identity
from bot.rules.accounts import NotSignedIn
from bot.rules.problems import Problem

SKEW = timedelta(minutes=2)
"""How much a provider's clock may differ from ours."""
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""Signatures that count; "none" and those with a shared secret do not."""
LONGEST_SUBJECT = 255
"""Maximum length of what a provider knows somebody by (Core 1.0, section 2)."""
MOST_KEYS = 50
"""Maximum number of keys of a provider that are looked at."""
WELL_KNOWN = "/.well-known/openid-configuration"
_CLOCK = ("exp", "iat", "nbf")
_FACTS = "iss aud exp iat nonce sub"
_PORTS = {"https": 443, "http": 80}


class UnknownKey(NotSignedIn):
    """A provider signed with a key that it did not publish when we asked."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is asked. ``by_post``: the secret stands in the form, not in the header.

    ``names_itself``: it says who it is when it leads somebody back (RFC 9207).
    """

    authorization: str
    token: str
    keys: str
    by_post: bool
    names_itself: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say; ``factors`` are values that mean a second factor was given."""

    issuer: str
    client_id: str
    nonce: str
    factors: Sequence[str] = ()


def endpoints_of(document: Mapping[str, Any], issuer: str) -> Endpoints:
    """Return where a provider is asked, from the document that it publishes.

    Refuses one of another issuer, and addresses that are not on the issuer's host.
    """
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    authorization, token, keys = (document.get(name) for name in names)
    places = (authorization, token, keys)
    if document.get("issuer") != issuer or not all(is_at(place, issuer) for place in places):
        raise NotSignedIn(Problem.PROVIDER_REFUSED, "document")
    methods = document.get("token_endpoint_auth_methods_supported")
    names_itself = document.get("authorization_response_iss_parameter_supported") is True
    known = methods if isinstance(methods, list) else []
    by_post = "client_secret_basic" not in known and "client_secret_post" in known
    return Endpoints(str(authorization), str(token), str(keys), by_post, names_itself)


def is_at(address: object, issuer: str) -> bool:
    """Return whether an address is on the host and port of an issuer, and as safe."""
    if not isinstance(address, str):
        return False
    try:
        parts, ours = urlsplit(address), urlsplit(issuer)
        return _origin(parts) == _origin(ours) and "@" not in parts.netloc
    except ValueError:
        return False


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def keys_of(document: Mapping[str, Any]) -> KeySet:
    """Return the keys that a provider publishes; those that we cannot use are left out."""
    published = document.get("keys")
    known = published[:MOST_KEYS] if isinstance(published, list) else []
    keys = [key for data in known if (key := _key(data)) is not None]
    if not keys:
        raise NotSignedIn(Problem.PROVIDER_REFUSED, "keys")
    return KeySet(keys)


def _key(data: Any) -> Any:
    """Return a key that checks signatures, None for others. A shared secret is none."""
    if not isinstance(data, dict) or data.get("kty") == "oct" or data.get("use") == "enc":
        return None
    try:
        return JWKRegistry.import_key(data)
    except Exception:  # a key of a kind that we do not know says nothing about the others
        return None


def identity_of(token: object, keys: KeySet, expected: Expected, now: datetime) -> Identity:
    """Return who signed in, from an ID token. Raises UnknownKey, NotSignedIn."""
    claims = _signed(token, keys)
    _check(claims, expected, now)
    factor_at = _factor_at(claims, expected.factors, now)
    return Identity(expected.issuer, claims["sub"], factor_at)


def _signed(token: object, keys: KeySet) -> dict[str, Any]:
    """Return the claims of a token that one of the keys signed."""
    if not isinstance(token, str):
        raise NotSignedIn(Problem.PROVIDER_REFUSED, "token")
    try:
        return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
    except InvalidKeyIdError as error:
        raise UnknownKey(Problem.PROVIDER_REFUSED, "key") from error
    except UnsupportedAlgorithmError as error:
        raise NotSignedIn(Problem.PROVIDER_REFUSED, "alg") from error
    except Exception as error:  # the library raises what its parts raise
        raise NotSignedIn(Problem.PROVIDER_REFUSED, "signature") from error


def _check(claims: dict[str, Any], expected: Expected, now: datetime) -> None:
    """Refuse a token that is for others, for another sign-in, or of another time."""
    values = {"iss": expected.issuer, "aud": expected.client_id, "nonce": expected.nonce}
    required: dict[str, Any] = {
        name: {"essential": True, **({"value": values[name]} if name in values else {})}
        for name in _FACTS.split()
    }
    seconds, skew = int(now.timestamp()), int(SKEW.total_seconds())
    try:
        jwt.JWTClaimsRegistry(seconds, skew, **required).validate(claims)
    except ExpiredTokenError as error:
        raise NotSignedIn(Problem.PROVIDER_CLOCK, "exp") from error
    except ClaimError as error:
        is_clock = error.claim in _CLOCK and _is_number(claims.get(error.claim))
        problem = Problem.PROVIDER_CLOCK if is_clock else Problem.PROVIDER_REFUSED
        raise NotSignedIn(problem, error.claim[:40]) from error
    _check_more(claims, expected, seconds, skew)


def _check_more(claims: dict[str, Any], expected: Expected, seconds: int, skew: int) -> None:
    """Refuse what the library does not look at. The token was made a moment ago."""
    if seconds - claims["iat"] > skew:
        raise NotSignedIn(Problem.PROVIDER_CLOCK, "iat")
    audience, party = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (is_shared or party is not None) and party != expected.client_id:
        raise NotSignedIn(Problem.PROVIDER_REFUSED, "azp")
    if not isinstance(claims["nonce"], str):
        raise NotSignedIn(Problem.PROVIDER_REFUSED, "nonce")
    if len(claims["sub"]) > LONGEST_SUBJECT or not _is_text(claims["sub"]):
        raise NotSignedIn(Problem.PROVIDER_REFUSED, "sub")


def _factor_at(claims: dict[str, Any], factors: Sequence[str], now: datetime) -> datetime | None:
    """Return when the provider asked for a second factor, None if it does not say that it did."""
    methods = claims.get("amr")
    said = [*(methods if isinstance(methods, list) else [methods]), claims.get("acr")]
    if not any(isinstance(word, str) and word in factors for word in said):
        return None
    moment = claims.get("auth_time")
    if not _is_number(moment) or not 0 < moment < now.timestamp():
        return now
    return datetime.fromtimestamp(moment, now.tzinfo)


def _is_text(words: str) -> bool:
    """Return whether words are text that can be stored: JSON lets halves of characters through."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
