"""Names of push services are looked up, and only public addresses are ever connected to.

What was checked is what is connected to: no second look-up lies in between.
"""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.rules.push import is_public


class NotPublic(OSError):
    """A name leads to no public address."""


class PublicResolver(AbstractResolver):
    """Gives the public addresses of a name. ``inner`` looks names up, None is the system."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return where a name leads to. Raises NotPublic if none of it is public, OSError."""
        addresses = await self._inner.resolve(host, port, family)
        public = [address for address in addresses if is_public(address["host"])]
        if not public:
            raise NotPublic(f"{len(addresses)} addresses, none of them public")
        return public

    async def close(self) -> None:
        """Release what looks names up."""
        await self._inner.close()
