"""The push channel: a browser that allowed it is told that something waits, and nothing else.

What a message says is read under 📬. So a push that fails is no message that fails: the sender goes
on to the next address of the person (``bot.rules.deliveries.goes_on``).
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver

from bot.domain.outcomes import Outcome, Refused, Sent, TryLater, Unknown, Unreachable
from bot.domain.people import Address
from bot.domain.push import Device, PushKey
from bot.i18n import Translator, visible
from bot.rules.push import devices_of, may_reach, origin_of
from bot.ui import Screen
from handlers.delivery.channel import UnlimitedChannel
from handlers.web.push.encryption import encrypt
from handlers.web.push.hosts import NotPublic, PublicResolver
from handlers.web.push.vapid import Proofs
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.people import push_keys, push_subscriptions

TIMEOUT = 10.0
"""Seconds until a push service must have answered."""
LATER, SHORTEST, LONGEST = 60.0, 5.0, 3600.0
"""Seconds until a service is tried again that does not say when, and the limits of what it says."""
KEPT = timedelta(days=1)
"""How long a push service keeps a push for a phone that is off (RFC 8030, 5.2)."""
TOPIC = "inbox"
"""A newer push replaces one that was not delivered yet (RFC 8030, 5.4)."""
AT_ONCE = 100
"""Maximum number of connections; of one push service as many as messages are on their way."""
MOST_HOSTS = 1000
"""Maximum number of push services of which it is remembered that they ask us to wait."""
GONE = (404, 410)
"""The browser does not take pushes any more (RFC 8030, 7.3)."""
TOO_MANY, ITS_FAULT, DONE = 429, 500, 300
"""The first codes of what an answer means (RFC 9110, 15); TOO_MANY is one (RFC 6585, 4)."""
log = logging.getLogger(__name__)


class PushChannel(UnlimitedChannel):
    """A ``Channel`` over the push services of browsers. ``now`` is a clock.

    ``resolver`` looks names up, None is the system. ``timeout`` is in seconds.
    """

    def __init__(
        self,
        database: Database,
        services: Services,
        now: Callable[[], datetime],
        *,
        resolver: AbstractResolver | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self._database = database
        self._now = now
        self._pretended = services.config.push.pretended
        self._proofs = Proofs(services.push_contact)
        self._resolver = resolver
        self._timeout = ClientTimeout(total=timeout)
        self._keys: dict[int, PushKey] = {}
        self._busy_until: dict[str, datetime] = {}
        self._session: ClientSession | None = None

    async def __aenter__(self) -> "PushChannel":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session:
            await self._session.close()

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        """Tell all devices of a person that a message waits; those that are gone are forgotten."""
        devices, content = devices_of(address), content_of(tr)
        await self._learn_keys({device.key_id for device in devices})
        outcomes = await asyncio.gather(*(self._push(device, content) for device in devices))
        pairs = zip(devices, outcomes, strict=True)
        if gone := [device.id for device, outcome in pairs if isinstance(outcome, Unreachable)]:
            async with self._database.write() as store:
                await push_subscriptions.end(store, gone)
        return best_of(outcomes)

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        """Do nothing: a push says nothing that could become wrong."""
        return Sent()

    async def _learn_keys(self, ids: set[int]) -> None:
        """Remember keys of ours; those that are gone are asked for again each time."""
        if unknown := ids - self._keys.keys():
            async with self._database.read() as store:
                for key_id in unknown:
                    if key := await push_keys.by_id(store, key_id):
                        self._keys[key_id] = key

    async def _push(self, device: Device, content: bytes) -> Outcome:
        """Return what became of a push to one device."""
        endpoint, key = device.subscription.endpoint, self._keys.get(device.key_id)
        if key is None:
            return Unreachable("made for a key that is gone")
        if not may_reach(endpoint, self._pretended):
            return Refused("no push service")
        if wait := self._wait(endpoint):
            return TryLater(wait)
        try:
            body = encrypt(content, device.subscription)
        except ValueError:
            return Refused("no key of a browser")
        outcome = await self._post(endpoint, body, self._headers(endpoint, key))
        self._heed(endpoint, outcome)
        return outcome

    def _headers(self, endpoint: str, key: PushKey) -> dict[str, str]:
        return {
            "Authorization": self._proofs.proof(key, origin_of(endpoint), self._now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(KEPT.total_seconds())),
            "Topic": TOPIC,
            "Urgency": "normal",
        }

    async def _post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Outcome:
        """Hand a push over. Of the answer only its head is read, and no redirect is followed."""
        try:
            async with self._opened().post(
                endpoint, data=body, headers=headers, allow_redirects=False
            ) as answer:
                wait = answer.headers.get("Retry-After", "")
                return outcome_of(answer.status, wait, self._now())
        except ClientConnectorError as error:
            if isinstance(error.os_error, NotPublic):
                return Refused("not public")
            return TryLater(LATER)
        except (ClientError, TimeoutError, OSError) as error:
            return Unknown(type(error).__name__)

    def _opened(self) -> ClientSession:
        """Return the connections, opened by the first push: they belong to a running loop."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(
                    limit=AT_ONCE, resolver=PublicResolver(self._resolver), ttl_dns_cache=60
                ),
                cookie_jar=DummyCookieJar(),
                timeout=self._timeout,
                max_line_size=4096,
                max_field_size=4096,
            )
        return self._session

    def _wait(self, endpoint: str) -> float:
        """Return the seconds for which a push service wants no pushes, 0.0 for none."""
        until = self._busy_until.get(urlsplit(endpoint).netloc, self._now())
        return max(0.0, (until - self._now()).total_seconds())

    def _heed(self, endpoint: str, outcome: Outcome) -> None:
        """Remember that a push service asks to wait, or hangs: no further push waits for it."""
        host = urlsplit(endpoint).netloc
        if isinstance(outcome, TryLater | Unknown):
            seconds = outcome.after if isinstance(outcome, TryLater) else SHORTEST
            latest = list(self._busy_until.items())[-MOST_HOSTS:]
            self._busy_until = dict(latest) | {host: self._now() + timedelta(seconds=seconds)}
        else:
            self._busy_until.pop(host, None)


def content_of(tr: Translator) -> bytes:
    """Return what a push says: that there is a message, in the person's language, and where."""
    said = {
        "title": "Lotse",
        "body": visible(tr("1 new message")),
        "lang": tr.language.code,
        "dir": "rtl" if tr.language.rtl else "ltr",
        "url": "/chat?at=inbox:0",
    }
    return json.dumps(said, ensure_ascii=False).encode()


def outcome_of(status: int, wait: str, now: datetime) -> Outcome:
    """Return what the answer of a push service means; ``wait`` is its header "Retry-After"."""
    if status in GONE:
        return Unreachable(f"gone ({status})")
    if status == TOO_MANY or status >= ITS_FAULT:
        return TryLater(seconds_of(wait, now))
    if status >= DONE:
        return Refused(f"refused ({status})")
    return Sent()


def seconds_of(wait: str, now: datetime) -> float:
    """Return the seconds that a header "Retry-After" means (RFC 9110, 10.2.3), within limits."""
    if wait.isascii() and wait.isdigit():
        return min(max(float(wait[:9]), SHORTEST), LONGEST)
    try:
        moment = parsedate_to_datetime(wait)
    except (ValueError, OverflowError):  # a year or a zone of twenty digits
        return LATER
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, SHORTEST), LONGEST)


def best_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Return what became of a message of which each device was told: one that arrived is enough.

    Without any device left the person is not reached by pushes.
    """
    for kind in (Sent, TryLater, Unknown, Refused):
        for outcome in outcomes:
            if isinstance(outcome, kind):
                return outcome
    return Unreachable("no device")
