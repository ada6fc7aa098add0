"""Limits of what one client and one session may do: token buckets in memory, bounded."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from math import ceil

from aiohttp import web
from prometheus_client import Counter

from bot.rules.limits import ACTS_BY_PRESS, OF_CLIENT, OF_SESSION, Act, Rate
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.routing import Attached, Pressed, Said, Typed

MOST_BUCKETS = 20_000
"""Maximum number of buckets that are remembered, a few megabytes; the least used goes first."""
IPV6_PREFIX = 64
"""Bits of an IPv6 address that are one client's: a provider gives each customer that many."""
Network = IPv4Network | IPv6Network
log = logging.getLogger(__name__)


class Buckets:
    """Token buckets by key. ``clock`` returns seconds that only grow."""

    def __init__(self, clock: Callable[[], float], most: int = MOST_BUCKETS) -> None:
        self._clock = clock
        self._most = most
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, key: str, rate: Rate) -> float:
        """Return 0.0 if one more is allowed now, else the seconds until it is."""
        now = self._clock()
        full_at = max(now, self._full_at.get(key, now))
        return max(0.0, full_at + rate.seconds - now - rate.burst * rate.seconds)

    def take(self, key: str, rate: Rate) -> None:
        """Count one more."""
        now = self._clock()
        self._full_at[key] = max(now, self._full_at.get(key, now)) + rate.seconds
        self._full_at.move_to_end(key)
        while len(self._full_at) > self._most:
            self._full_at.popitem(last=False)

    def __len__(self) -> int:
        return len(self._full_at)


@dataclass(frozen=True, slots=True)
class Client:
    """Who sent a request: the address of the client, and the session, "" for none."""

    address: str
    session: str = ""


class Limits:
    """Asks the buckets of a client and of a session; counts what is refused in ``refused``.

    Without ``is_on`` all is allowed.
    """

    def __init__(self, buckets: Buckets, refused: Counter, *, is_on: bool = True) -> None:
        self._buckets = buckets
        self._refused = refused
        self._is_on = is_on

    def wait(self, client: Client, acts: Iterable[Act]) -> int:
        """Return 0 and count the acts if all are allowed now, else the whole seconds to wait."""
        if not self._is_on:
            return 0
        asked = [(act, *pair) for act in acts for pair in _buckets_of(client, act)]
        waits = {act: self._buckets.wait(key, rate) for act, key, rate in asked}
        over = {act: seconds for act, seconds in waits.items() if seconds > 0}
        for act in over:
            self._refused.labels(act).inc()
        if over:
            return ceil(max(over.values()))
        for _, key, rate in asked:
            self._buckets.take(key, rate)
        return 0


def acts_of(event: Said) -> Sequence[Act]:
    """Return what something said counts as; everything is a request."""
    match event:
        case Pressed(data):
            return (Act.REQUEST, *_acts_of_press(data))
        case Typed(text) if "@" in text:
            return (Act.REQUEST, Act.TEXT, Act.MAIL)
        case Typed():
            return (Act.REQUEST, Act.TEXT)
        case Attached():
            return (Act.REQUEST, Act.FILE)
        case _:
            return (Act.REQUEST,)


def acts_of_look(data: str) -> Sequence[Act]:
    """Return what a screen that is looked at counts as."""
    return (Act.REQUEST, *_acts_of_press(data))


def _acts_of_press(data: str) -> Sequence[Act]:
    act = ACTS_BY_PRESS.get(ROUTES.name_of(data))
    return (act,) if act else ()


def _buckets_of(client: Client, act: Act) -> list[tuple[str, Rate]]:
    """Return the keys and rates that hold for an act."""
    pairs: list[tuple[Mapping[Act, Rate], str]] = [(OF_CLIENT, f"c {client.address}")]
    if client.session:
        pairs.append((OF_SESSION, f"s {client.session}"))
    return [(f"{act} {key}", rates[act]) for rates, key in pairs if act in rates]


class Addresses:
    """Finds the address of a client behind the proxies that we trust.

    Anybody can write X-Forwarded-For, so each step back is believed only if a trusted proxy made
    it.
    """

    def __init__(self, trusted: Iterable[str]) -> None:
        self._trusted = [ip_network(text, strict=False) for text in trusted]
        self._has_warned = False

    def of(self, request: web.Request) -> str:
        """Return the address, for IPv6 the network of the customer."""
        address = request.remote or ""
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
        steps = [step.strip() for step in forwarded.split(",") if step.strip()][-20:]
        if steps and not self._is_trusted(address):
            self._warn(address)
        while steps and self._is_trusted(address):
            step = _bare(steps.pop())
            if not step:
                break
            address = step
        return _customer(address)

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)

    def _warn(self, address: str) -> None:
        if not self._has_warned:
            self._has_warned = True
            log.warning("%s forwards requests and is not in web.trusted_proxies", address)


def _bare(step: str) -> str:
    """Return an address of X-Forwarded-For without its port; "" for what is none."""
    for text in (step, step.strip("[]"), step.rpartition(":")[0].strip("[]")):
        try:
            return str(ip_address(text))
        except ValueError:
            continue
    return ""


def _customer(address: str) -> str:
    """Return an IPv4 address, or the network of an IPv6 address; others as they are."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or ip_network(f"{parsed}/{IPV6_PREFIX}", strict=False))
