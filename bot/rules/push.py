"""Which push services may be written to, and by what a subscription is known.

A browser says where its push service is, so anybody can name any address: only public hosts are
asked, by https, without redirects.
"""

import re
from base64 import b64encode, urlsafe_b64decode
from binascii import Error
from collections.abc import Sequence
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from bot.domain.people import Address
from bot.domain.push import CHANNEL, Device, Subscription
from bot.rules.problems import Problem, Refusal

MOST_DEVICES = 10
"""Maximum number of devices of one person that are notified; a further one replaces the oldest."""
LONGEST_ENDPOINT = 1000
"""Characters; those of the large services have 150 to 500."""
POINT, SECRET = 65, 16
"""Bytes of an uncompressed point of P-256 and of the secret (RFC 8291, 3.1 and 3.2)."""
NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses that stand for one of IPv4 (RFC 6052)."""
INTERNET = IPv6Network("2000::/3")
"""All that IANA gives to the public internet (RFC 4291, 2.4), apart from the two above.

Old and local ways to write an address of IPv4 lie outside: 64:ff9b:1::/48, ::ffff:0:0:0/96, ::/96.
"""
NOBODYS = (IPv6Network("3fff::/20"), IPv4Network("192.88.99.0/24"))
"""Examples (RFC 9637) and relays that are no more (RFC 7526); Python takes them for public."""
MARK = 32
"""Hexadecimal digits by which a browser asks whether it is notified."""
_NAME = re.compile(r"([a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{0,62}", re.IGNORECASE | re.ASCII)


def subscription_of(endpoint: str, p256dh: str, auth: str, *, pretended: str = "") -> Subscription:
    """Return a subscription as a browser sends it. Raise Refusal for what no push service has."""
    if not may_reach(endpoint, pretended) or not is_point(p256dh) or not _has_size(auth, SECRET):
        raise Refusal(Problem.NO_DEVICE)
    return Subscription(endpoint, p256dh.rstrip("="), auth.rstrip("="))


def is_point(text: str) -> bool:
    """Return whether a text can be a public key: base64url of an uncompressed point of P-256."""
    return _has_size(text, POINT)


def may_reach(endpoint: str, pretended: str) -> bool:
    """Return whether a push service may be asked; ``pretended`` is one of a test, "" none."""
    if not re.fullmatch(r"[!-~]+", endpoint, re.ASCII) or len(endpoint) > LONGEST_ENDPOINT:
        return False
    is_pretended = bool(pretended) and endpoint.startswith(f"{pretended}/")
    return is_pretended or is_endpoint(endpoint)


def is_endpoint(url: str) -> bool:
    """Return whether a URL can be that of a push service: https, a name with dots, port 443."""
    if len(url) > LONGEST_ENDPOINT or not re.fullmatch(r"[!-~]+", url, re.ASCII) or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_plain = parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc
    return is_plain and not parts.fragment and bool(_NAME.fullmatch(parts.hostname or ""))


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet, whatever it is wrapped in."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(map(_is_on_the_internet, _meant(ip)))


def _is_on_the_internet(ip: IPv4Address | IPv6Address) -> bool:
    if not ip.is_global or ip.is_multicast or any(ip in network for network in NOBODYS):
        return False
    return ip.version == 4 or ip in INTERNET


def _meant(ip: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """Return the addresses that a packet to this one can reach."""
    if isinstance(ip, IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if ip in NAT64:
        return [IPv4Address(int(ip) & 0xFFFFFFFF)]
    if ip.sixtofour:
        return [ip, ip.sixtofour]
    return [ip, *(ip.teredo or ())]


def address_of(devices: Sequence[Device]) -> Address:
    """Return where a person is notified: a line for each device."""
    lines = (
        f"{device.id} {device.key_id} {known.p256dh} {known.auth} {known.endpoint}"
        for device in devices
        for known in (device.subscription,)
    )
    return Address(CHANNEL, "\n".join(lines))


def devices_of(address: Address) -> list[Device]:
    """Return the devices of an address that ``address_of`` made."""
    parts = [line.split(" ", 4) for line in address.value.splitlines()]
    return [
        Device(int(device_id), Subscription(endpoint, p256dh, auth), int(key_id))
        for device_id, key_id, p256dh, auth, endpoint in parts
    ]


def origin_of(endpoint: str) -> str:
    """Return scheme and host of a push service, for which a proof of ours is made."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def mark_of(endpoint: str) -> str:
    """Return what a browser asks by whether it is notified: it tells nobody the endpoint."""
    return sha256(endpoint.encode()).hexdigest()[:MARK]


def decoded(text: str) -> bytes:
    """Return the bytes of base64url, with or without padding. Raises ValueError."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*={0,2}", text, re.ASCII):
        raise ValueError("no base64url")
    bare = text.rstrip("=")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except Error as error:
        raise ValueError("no base64url") from error


def encoded(content: bytes) -> str:
    """Return bytes as base64url without padding (RFC 7515, 2)."""
    return b64encode(content, b"-_").decode().rstrip("=")


def _has_size(text: str, size: int) -> bool:
    try:
        return len(decoded(text)) == size
    except ValueError:
        return False
