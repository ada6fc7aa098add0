"""An identity provider on this machine, and somebody who has an account there.

It checks what real ones check: the client and its secret, the address to come back to, PKCE, and
that a code is used once. What it does wrong, a test tells it.
"""

import hmac
import json
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import cycle
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import RSAKey

from bot.config_oidc import Oidc
from bot.config_sections import Operator
from handlers.dialogue.conversation import Conversation
from tests.harness.browsers import Site
from tests.harness.databases import NOW
from tests.harness.server import free_port

CLIENT, SECRET, NAME = "lotse", "s3cret: of & ours", "Kreisamt"
HERE = "http://127.0.0.1:8080"
"""Where people come back to; a test takes only the path."""
Claims = dict[str, Any]
OTHER_KEYS = 3
"""Keys that a provider has had before one comes again."""


def _made_once() -> Iterator[dict[str, Any]]:
    """Yield private keys in turn: making one takes as long as a test."""
    made = []
    for _ in range(OTHER_KEYS):
        made.append(RSAKey.generate_key(2048).as_dict(private=True))
        yield made[-1]
    yield from cycle(made)


_PRIVATE_KEYS = _made_once()


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


@dataclass
class Pretended:
    """A provider. ``subject`` is who is signed in there.

    ``claims`` are said instead of right ones, None takes one away. ``token`` makes an answer from
    right claims, ``document`` and ``status`` are said instead of its own, ``instead`` is answered
    by path. ``asked`` counts requests by path, ``skew`` is how wrong its clock is.
    """

    issuer: str
    now: Callable[[], datetime] = lambda: NOW
    subject: str = "a1b2"
    claims: Claims = field(default_factory=dict)
    token: Callable[[Claims], object] | None = None
    document: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    instead: dict[str, web.Response] = field(default_factory=dict)
    skew: timedelta = timedelta()
    asked: Counter[str] = field(default_factory=Counter)
    secret: str = SECRET
    keys: list[RSAKey] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turn_keys()

    def turn_keys(self) -> None:
        """Sign with another key from now on; the old one is not published any more."""
        named = {"kid": secrets.token_hex(4), "use": "sig"}
        self.keys = [RSAKey.import_key(next(_PRIVATE_KEYS), named)]

    def sign_in(self, address: str) -> str:
        """Somebody follows the way to the provider; return the address that leads them back."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert address.startswith(f"{self.issuer}/authorize?"), address
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["scope"] == "openid", "nothing but who somebody is"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def right(self, nonce: str) -> Claims:
        moment = int((self.now() + self.skew).timestamp())
        right = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "nonce": nonce,
            "iat": moment,
            "exp": moment + 300,
        }
        said = right | self.claims
        return {name: value for name, value in said.items() if value is not None}

    def signed(self, claims: Claims, key: RSAKey | None = None) -> str:
        key = key or self.keys[0]
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)

    def unsigned(self, claims: Claims) -> str:
        """A token with the algorithm "none"."""
        parts = ({"alg": "none", "typ": "JWT"}, claims)
        return ".".join([*(_base64(json.dumps(part).encode()) for part in parts), ""])

    def with_public_key_as_secret(self, claims: Claims) -> str:
        """A token that is signed with what everybody can read (HS256)."""
        header = {"alg": "HS256", "kid": self.keys[0].kid}
        text = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
        proof = hmac.new(self.keys[0].as_pem(private=False), text.encode(), sha256).digest()
        return f"{text}.{_base64(proof)}"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/.well-known/openid-configuration", self._document),
            web.get("/keys", self._keys),
            web.post("/token", self._token),
            web.get("/authorize", self._authorize),
        ]

    async def _authorize(self, request: web.Request) -> web.Response:
        """Lead a real browser back; whoever comes is signed in here already."""
        back = urlsplit(request.query["redirect_uri"])
        location = self.sign_in(f"{self.issuer}{request.path_qs}")
        raise web.HTTPFound(f"{back.scheme}://{back.netloc}{location}")

    async def _document(self, request: web.Request) -> web.Response:
        if instead := self._instead(request):
            return instead
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return web.json_response(usual | self.document, status=self.status)

    async def _keys(self, request: web.Request) -> web.Response:
        if instead := self._instead(request):
            return instead
        published = [key.as_dict(private=False) for key in self.keys]
        return web.json_response({"keys": [{"kty": "new"}, *published]}, status=self.status)

    def _instead(self, request: web.Request) -> web.Response | None:
        """Count a request; return what a test wants to be answered, None for the right thing."""
        self.asked[request.path] += 1
        if (said := self.instead.get(request.path)) is None:
            return None
        body = said.body if isinstance(said.body, bytes) else b""
        return web.Response(status=said.status, body=body, headers=said.headers)

    async def _token(self, request: web.Request) -> web.Response:
        if instead := self._instead(request):
            return instead
        form = await request.post()
        begun = self._codes.pop(str(form["code"]), None)
        proof = _base64(sha256(str(form.get("code_verifier", "")).encode()).digest())
        is_right = (
            begun is not None
            and begun["code_challenge"] == proof
            and begun["redirect_uri"] == form["redirect_uri"]
            and form["grant_type"] == "authorization_code"
            and self._knows(request, {name: str(value) for name, value in form.items()})
        )
        if begun is None or not is_right:
            return web.json_response({"error": "invalid_grant"}, status=400)
        claims = self.right(begun["nonce"])
        token = (self.token or self.signed)(claims)
        return web.json_response({"id_token": token, "token_type": "Bearer"}, status=self.status)

    def _knows(self, request: web.Request, form: dict[str, str]) -> bool:
        if not self.secret:
            return form["client_id"] == CLIENT and "Authorization" not in request.headers
        methods = self.document.get("token_endpoint_auth_methods_supported") or ()
        if isinstance(methods, list) and "client_secret_post" in methods:
            return (form["client_id"], form["client_secret"]) == (CLIENT, self.secret)
        kind, _, given = request.headers["Authorization"].partition(" ")
        pair = b64decode(given).decode().split(":")
        return kind == "Basic" and [unquote(part) for part in pair] == [CLIENT, self.secret]


@asynccontextmanager
async def pretended() -> AsyncIterator[Pretended]:
    port = free_port()
    provider = Pretended(f"http://127.0.0.1:{port}")
    app = web.Application()
    app.add_routes(provider.routes())
    async with TestServer(app, host="127.0.0.1", port=port):
        yield provider


def uses(
    conversation: Conversation,
    provider: Pretended,
    *,
    factors: tuple[str, ...] = (),
    base_url: str = HERE,
) -> None:
    """Let a service use a provider, as its settings would say."""
    services = conversation.services
    oidc = Oidc(provider.issuer, CLIENT, NAME, factors)
    office = Operator("Landkreis Waldshut", "integration@waldshut.example")
    config = replace(services.config, oidc=oidc, oidc_secret=provider.secret, operator=office)
    conversation.services = replace(services, config=config, base_url=base_url)


@dataclass
class Visitor:
    """A browser that goes to a provider and comes back; ``cookies`` are all that it was given."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    status: int = 0
    location: str = ""
    page: str = ""

    async def get(self, path: str, **headers: str) -> "Visitor":
        """Open an address; nothing is followed."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept-Language": "en", **({"Cookie": cookie} if cookie else {}), **headers}
        answer = await self.site.client.get(path, headers=sent, allow_redirects=False)
        for header in answer.headers.getall("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.status, self.page = answer.status, await answer.text()
        self.location = answer.headers.get("Location", "")
        return self

    async def leave(self, query: str = "") -> str:
        """Begin to sign in; return the address at the provider."""
        await self.get(f"/sign-in/provider{query}")
        assert self.status == 303, self.page
        return self.location

    async def sign_in(self, provider: Pretended, query: str = "") -> "Visitor":
        """Go there and come back, so slowly that nobody is asked to wait."""
        self.site.seconds += 60
        return await self.get(provider.sign_in(await self.leave(query)))
