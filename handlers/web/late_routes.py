"""A part of the site whose modules are loaded at its first request."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn

from aiohttp import web
from aiohttp.web_urldispatcher import PrefixResource, UrlDispatcher

Load = Callable[[], Sequence[web.AbstractRouteDef]]


class LateRoutes(web.AbstractRouteDef):
    """Everything at and below ``prefix``. ``load`` imports and returns its routes."""

    def __init__(self, prefix: str, load: Load) -> None:
        self._resource = LateResource(prefix, load)

    def register(self, router: UrlDispatcher) -> list[web.AbstractRoute]:
        """Add what stands for the routes; they themselves are not known yet."""
        router.register_resource(self._resource)
        return []


class LateResource(PrefixResource):
    """Finds the route of a request; the first one waits for ``load``, which runs on a thread.

    A request meanwhile waits as well. If ``load`` raises, that request fails and is logged as any
    other failure, and the next one loads again.
    """

    def __init__(self, prefix: str, load: Load) -> None:
        super().__init__(prefix)
        self._load = load
        self._loading = asyncio.Lock()
        self._router: UrlDispatcher | None = None

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo, set[str]]:
        """Return where a request leads; the part answers also for what is not there."""
        router = self._router or await self._loaded()
        return await router.resolve(request), set()

    async def _loaded(self) -> UrlDispatcher:
        async with self._loading:
            if self._router is None:
                self._router = await asyncio.to_thread(self._made)
            return self._router

    def _made(self) -> UrlDispatcher:
        router = UrlDispatcher()
        router.add_routes(self._load())
        router.freeze()
        return router

    def url_for(self, **_: str) -> NoReturn:
        """Raise: no address is made from a part of the site."""
        raise NotImplementedError

    def get_info(self) -> NoReturn:
        """Raise: what is in a part of the site is known when it is loaded."""
        raise NotImplementedError

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return iter(())
