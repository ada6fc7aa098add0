"""Who a client is, whose requests are limited: its address behind the proxies that we trust."""

import logging
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from aiohttp import web

IPV6_PREFIX = 64
"""Bits of an IPv6 address that are one client's: a provider gives each customer that many."""
Network = IPv4Network | IPv6Network
log = logging.getLogger(__name__)


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
