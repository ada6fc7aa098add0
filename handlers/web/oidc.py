"""The identity provider of an office (OpenID Connect): asked over HTTP, on its own host alone.

Authorization code with PKCE (RFC 7636). What it publishes is remembered for a while; who asks
while it does not answer is told so at once.
"""

import asyncio
import time
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import orjson
from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    encode_basic_auth,
)
from joserfc.jwk import KeySet
from yarl import URL

from bot.config_oidc import Oidc
from bot.domain.accounts import Identity
from bot.rules.accounts import NotSignedIn
from bot.rules.id_tokens import (
    WELL_KNOWN,
    Endpoints,
    Expected,
    UnknownKey,
    endpoints_of,
    identity_of,
    keys_of,
)
from bot.rules.problems import Problem

TIMEOUT = ClientTimeout(total=10)
"""How long a provider is waited for."""
LARGEST = 256 * 1024
"""Maximum size of what a provider answers, in bytes."""
KEPT = 3600.0
"""Seconds for which its document and its keys are not asked for again."""
KEYS_APART = 60.0
"""Minimum seconds between two times that its keys are asked for, because one is unknown."""
PAUSE = 10.0
"""Seconds in which it is not asked again after it did not answer."""
LONGEST_CODE = 4000
"""Maximum length of a code, in characters."""
T = TypeVar("T")


class Cached(Generic[T]):
    """Something that a provider publishes, and when it was asked for. ``clock`` counts seconds."""

    def __init__(self, load: Callable[[], Awaitable[T]], clock: Callable[[], float]) -> None:
        self._load = load
        self._clock = clock
        self._lock = asyncio.Lock()
        self._value: T | None = None
        self._asked_at = self._failed_at = float("-inf")

    async def get(self, *, younger_than: float = KEPT) -> T:
        """Return it, at most ``younger_than`` seconds old. Raises NotSignedIn."""
        async with self._lock:
            now = self._clock()
            if self._value is not None and now - self._asked_at < younger_than:
                return self._value
            if now - self._failed_at < PAUSE:
                raise NotSignedIn(Problem.PROVIDER_DOWN, "down")
            try:
                self._value = await self._load()
            except NotSignedIn:
                self._failed_at = self._clock()
                raise
            self._asked_at = self._clock()
            return self._value


class Provider:
    """Asks one identity provider. ``back`` is our address where it leads people back to."""

    def __init__(
        self,
        config: Oidc,
        secret: str,
        back: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._secret = secret
        self._back = back
        self._http: ClientSession | None = None
        self._document: Cached[Endpoints] = Cached(self._load_document, clock)
        self._keys: Cached[KeySet] = Cached(self._load_keys, clock)

    @property
    def name(self) -> str:
        """What people call the provider."""
        return self._config.name

    async def close(self) -> None:
        """Close the connections."""
        if self._http:
            await self._http.close()

    async def endpoints(self) -> Endpoints:
        """Return where it is asked. Raises NotSignedIn."""
        return await self._document.get()

    async def must_be_ready(self) -> None:
        """Ask for its document and its keys. Raises NotSignedIn if they are of no use."""
        await self.endpoints()
        await self._keys.get()

    async def address(self, state: str, nonce: str, verifier: str) -> str:
        """Return where somebody signs in. Raises NotSignedIn if the provider does not answer."""
        endpoints = await self.endpoints()
        parameters = {
            "response_type": "code",
            "client_id": self._config.client_id,
            "redirect_uri": self._back,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        return str(URL(endpoints.authorization).update_query(parameters))

    async def must_name_itself(self, named: str | None) -> None:
        """Refuse an answer of another provider (RFC 9207). ``named`` None: it names nobody."""
        endpoints = await self.endpoints()
        is_missing = named is None and endpoints.names_itself
        if is_missing or named not in (None, self._config.issuer):
            raise NotSignedIn(Problem.PROVIDER_REFUSED, "issuer")

    async def identity(self, code: str, verifier: str, nonce: str, now: datetime) -> Identity:
        """Return who signed in, for a code that works once. Raises NotSignedIn."""
        token = await self._token(code, verifier)
        config = self._config
        expected = Expected(config.issuer, config.client_id, nonce, config.second_factor)
        try:
            return identity_of(token, await self._keys.get(), expected, now)
        except UnknownKey:
            keys = await self._keys.get(younger_than=KEYS_APART)
            return identity_of(token, keys, expected, now)

    async def _token(self, code: str, verifier: str) -> object:
        """Return the ID token for a code. Raises NotSignedIn."""
        if not code or len(code) > LONGEST_CODE:
            raise NotSignedIn(Problem.PROVIDER_REFUSED, "code")
        endpoints = await self.endpoints()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": verifier,
        }
        if not self._secret or endpoints.by_post:
            form["client_id"] = self._config.client_id
        if self._secret and endpoints.by_post:
            form["client_secret"] = self._secret
        is_basic = self._secret and not endpoints.by_post
        headers = {"Authorization": self._basic()} if is_basic else {}
        answer = await self._ask("POST", endpoints.token, "code", data=form, headers=headers)
        return answer.get("id_token")

    def _basic(self) -> str:
        """Return the header with the secret; both parts are encoded first (RFC 6749, 2.3.1)."""
        client_id, secret = quote(self._config.client_id, ""), quote(self._secret, "")
        return encode_basic_auth(client_id, secret)

    async def _load_document(self) -> Endpoints:
        address = self._config.issuer.rstrip("/") + WELL_KNOWN
        return endpoints_of(await self._ask("GET", address, "document"), self._config.issuer)

    async def _load_keys(self) -> KeySet:
        endpoints = await self.endpoints()
        return keys_of(await self._ask("GET", endpoints.keys, "keys"))

    async def _ask(self, method: str, address: str, reason: str, **more: Any) -> Mapping[str, Any]:
        """Return what the provider answers; ``reason`` is what it is about, for the log.

        It leads nowhere else: a redirect is no answer. Raises NotSignedIn.
        """
        try:
            async with self._session().request(
                method, address, allow_redirects=False, **more
            ) as response:
                content = await _read(response, reason)
        except (ClientError, TimeoutError, OSError) as error:
            raise NotSignedIn(Problem.PROVIDER_DOWN, "down") from error
        if response.status >= 500 or response.status == 429:
            raise NotSignedIn(Problem.PROVIDER_DOWN, "down")
        if response.status != 200:
            raise NotSignedIn(Problem.PROVIDER_REFUSED, reason)
        return _object(content, reason)

    def _session(self) -> ClientSession:
        if self._http is None:
            self._http = ClientSession(timeout=TIMEOUT, cookie_jar=DummyCookieJar())
        return self._http


async def _read(response: ClientResponse, reason: str) -> bytes:
    """Return the body of an answer. Refuses a large one."""
    content = bytearray()
    async for chunk in response.content.iter_chunked(LARGEST):
        content += chunk
        if len(content) > LARGEST:
            raise NotSignedIn(Problem.PROVIDER_REFUSED, reason)
    return bytes(content)


def _object(content: bytes, reason: str) -> Mapping[str, Any]:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise NotSignedIn(Problem.PROVIDER_REFUSED, reason) from error
    if not isinstance(value, dict):
        raise NotSignedIn(Problem.PROVIDER_REFUSED, reason)
    return value


def challenge_of(verifier: str) -> str:
    """Return what the provider is told before it is told the verifier (RFC 7636, 4.2)."""
    digest = sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
