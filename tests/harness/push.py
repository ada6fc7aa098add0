"""A push service on this machine, and phones that read what arrives there.

What a phone reads is decrypted here by the text of RFC 8188 and RFC 8291, not by our own code; the
service checks the proof of the sender (RFC 8292) as a real one does.
"""

import asyncio
import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.config_sections import Push
from bot.domain.people import Address, Person
from bot.domain.push import PushKey, Subscription
from handlers.web.push.vapid import new_key
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.database import Database
from storage.people import people, push_keys, push_subscriptions
from tests.harness.databases import NOW
from tests.harness.mailing import DISTRICT, agreed

CURVE = ec.SECP256R1()
CONTACT = "mailto:lotse@kreis.example"
HANGS = 0
"""The status of a service that never answers."""


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def public_of(private: ec.EllipticCurvePrivateKey) -> bytes:
    point = PublicFormat.UncompressedPoint
    return private.public_key().public_bytes(Encoding.X962, point)


@dataclass(frozen=True)
class Phone:
    """A browser that allowed notifications: its keys never leave it."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(CURVE)
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def number(self) -> str:
        return self.endpoint.rpartition("/")[2]

    @property
    def subscription(self) -> Subscription:
        return Subscription(self.endpoint, text_of(public_of(self.private)), text_of(self.auth))

    @property
    def form(self) -> dict[str, str]:
        """What ``push.js`` sends."""
        known = self.subscription
        return {"endpoint": known.endpoint, "p256dh": known.p256dh, "auth": known.auth}

    def read(self, body: bytes) -> bytes:
        """Return what a push says; it fails for one that was made for another phone."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(body) <= 4096
        assert len(sealed) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        shared = self.private.exchange(ec.ECDH(), theirs)
        info = b"WebPush: info\0" + public_of(self.private) + sender + b"\1"
        secret = _hash(_hash(self.auth, shared), info)
        drawn = _hash(salt, secret)
        key = _hash(drawn, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _hash(drawn, b"Content-Encoding: nonce\0\1")[:12]
        content, end, padding = AESGCM(key).decrypt(nonce, sealed, None).rpartition(b"\2")
        assert end
        assert not padding.strip(b"\0")
        return content


def _hash(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, sha256).digest()


@dataclass(frozen=True)
class Arrived:
    """A push that the service took or refused."""

    number: str
    headers: Mapping[str, str]
    body: bytes
    status: int


@dataclass
class PushService:
    """A push service. ``answers`` are given in turn to a phone, by its number, then ``usual``.

    ``wait`` is what it says with 429 and 503; ``known`` is the key that a phone was given, "" for
    any.
    """

    origin: str = ""
    log: list[Arrived] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)
    usual: int = 201
    wait: str = ""
    known: str = ""
    latency: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def phone(self, number: object) -> Phone:
        return Phone(f"{self.origin}/push/{number}")

    @property
    def arrived(self) -> Counter[str]:
        """How many pushes each phone was shown."""
        return Counter(one.number for one in self.log if one.status == 201)

    async def take(self, request: web.Request) -> web.StreamResponse:
        number, body = request.match_info["number"], await request.read()
        answers = self.answers.get(number)
        status = answers.pop(0) if answers else self.usual
        try:
            self.check(dict(request.headers))
        except (AssertionError, InvalidSignature, ValueError, KeyError) as error:
            self.wrong.append(repr(error))
            status = 403
        self.log.append(Arrived(number, dict(request.headers), body, status))
        if self.latency:
            await asyncio.sleep(self.latency)
        if status == HANGS:
            await asyncio.Event().wait()
        headers = {"Retry-After": self.wait} if self.wait and status in (429, 500, 503) else {}
        return web.Response(status=status, headers=headers | {"Location": "/push/elsewhere"})

    def check(self, headers: Mapping[str, str]) -> None:
        """Fail like a push service that does not know who sends."""
        assert headers["Content-Encoding"] == "aes128gcm"
        assert int(headers["TTL"]) >= 0
        scheme, _, rest = headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid"
        assert not self.known or parts["k"] == self.known
        signed, _, signature = parts["t"].rpartition(".")
        head, claims = (json.loads(bytes_of(part)) for part in signed.split("."))
        assert head == {"typ": "JWT", "alg": "ES256"}
        assert claims["aud"] == self.origin
        assert claims["sub"].startswith(("mailto:", "https:"))
        halves = bytes_of(signature)
        numbers = [int.from_bytes(half, "big") for half in (halves[:32], halves[32:])]
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes_of(parts["k"]))
        key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(SHA256()))


def until_of(one: Arrived) -> datetime:
    """Return until when the proof of a push holds."""
    token = one.headers["Authorization"].partition("t=")[2].partition(",")[0]
    claims = json.loads(bytes_of(token.split(".")[1]))
    return datetime.fromtimestamp(claims["exp"], NOW.tzinfo)


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """A running service."""
    service, app = PushService(), web.Application()
    app.router.add_post("/push/{number}", service.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()


def pushing(services: Services, service: PushService, **values: Any) -> Services:
    """Return services that push to a pretended service."""
    push = Push(contact=CONTACT, pretended=service.origin)
    config = replace(services.config, push=push, **values)
    return replace(services, config=config)


async def key_of(database: Database, now: datetime = NOW) -> PushKey:
    """Return the key that browsers are given."""
    async with database.write() as store:
        known = await push_keys.current(store)
        return known or await push_keys.add(store, *new_key(), now)


async def subscribed(database: Database, person_id: int, phone: Phone, session_id: int = 0) -> None:
    """Notify a person on a phone."""
    key = await key_of(database)
    async with database.write() as store:
        await push_subscriptions.add(
            store,
            person_id,
            phone.subscription,
            key_id=key.id,
            session_id=session_id,
            device="Firefox, Android",
            now=NOW,
        )


async def owners(
    database: Database, service: PushService, count: int, **values: Any
) -> list[tuple[Person, Phone]]:
    """Add ``count`` people of the district with a browser that is notified; see ``crowd``."""
    key = await key_of(database)
    async with database.write() as store:
        district = await places.district_named(store, DISTRICT)
        assert district
        common = agreed(district.id, **values)
        made = []
        for _ in range(count):
            address = Address("web", text_of(os.urandom(32)))
            person = await people.meet(store, address, Person(**common), NOW)
            phone = service.phone(person.id)
            await push_subscriptions.add(
                store,
                person.id,
                phone.subscription,
                key_id=key.id,
                session_id=0,
                device="Chrome, Android",
                now=NOW,
            )
            made.append((person, phone))
        return made
