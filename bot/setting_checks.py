"""What must hold for single settings: each returns whether a value is right."""

import re
from ipaddress import ip_network
from urllib.parse import SplitResult, urlsplit


def is_url(text: str) -> bool:
    """Return whether a text is an address of the web, or ""."""
    parts = urlsplit(text)
    return text == "" or (parts.scheme in ("http", "https") and bool(parts.netloc))


def ascii_host(host: str) -> str:
    """Return a name of a host as it is written in mails and links (IDNA). Raises ValueError."""
    if host.isascii():
        return host
    import idna  # only hosts with letters beside a to z need it

    return idna.encode(host, uts46=True).decode("ascii")


def is_public_url(text: str) -> bool:
    """Return whether a text is an address that others can open and paths follow, or ""."""
    try:
        parts = urlsplit(text)
        is_bare = not (parts.query or parts.fragment or "@" in parts.netloc or parts.port == 0)
        return is_url(text) and is_bare and bool(ascii_host(parts.hostname or "-"))
    except ValueError:
        return False


def is_sender(text: str) -> bool:
    """Return whether any server can hand over mails of this sender, "" is none."""
    local, _, domain = text.rpartition("@")
    try:
        is_host = bool(ascii_host(domain))
    except ValueError:
        return False
    return not text or (is_host and bool(re.fullmatch(r"[!-?A-~]+", local, re.ASCII)))


def is_origin(text: str) -> bool:
    """Return whether a text is the beginning of addresses: scheme, host and port."""
    return bool(re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", text))


def is_network(text: str) -> bool:
    """Return whether a text is an IP address or a network of them."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def positive(value: int) -> bool:
    """Return whether a number is above 0."""
    return value > 0


def is_contact(text: str) -> bool:
    """Return whether a text is a link to write to somebody, or ""."""
    return not text or bool(re.fullmatch(r"(mailto:[!-~]+@|https://)[!-~]+", text, re.ASCII))


def is_issuer(text: str) -> bool:
    """Return whether a text names a provider: https, or one on this machine, and nothing more."""
    if not text:
        return True
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return has_host and text.isascii() and _is_bare(parts) and _is_safe(parts)


def _is_bare(parts: SplitResult) -> bool:
    return not (parts.query or parts.fragment or "@" in parts.netloc)


def _is_safe(parts: SplitResult) -> bool:
    """Return whether nobody on the way can read along."""
    is_here = parts.scheme == "http" and parts.hostname == "127.0.0.1"
    return parts.scheme == "https" or is_here
