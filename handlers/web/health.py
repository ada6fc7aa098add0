"""Health of the server for operators: alive, ready, and metrics (Prometheus), without people."""

from collections.abc import Callable, Sequence
from datetime import datetime

from aiohttp import web

from bot.rules.problems import NOTED
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.limits import Limits
from handlers.web.live import Hub
from handlers.web.metrics import Metrics, Stored
from storage import retention, safeguards
from storage.catalogue import offers
from storage.engine import failed_items, settings
from storage.engine.database import Unavailable
from storage.engine.readiness import Readiness
from storage.engine.store import Store
from storage.messaging import deliveries, update_inbox, waiting
from storage.people import people


class Health:
    """Serves the health of the server; what ``limits`` refuse is counted in the metrics."""

    def __init__(
        self,
        conversation: Conversation,
        hub: Hub,
        metrics: Metrics,
        limits: Sequence[Limits],
        now: Callable[[], datetime],
    ) -> None:
        self._conversation = conversation
        self._database = conversation.database
        self._services = conversation.services
        self._readiness = Readiness(conversation.database)
        self._hub = hub
        self._metrics = metrics
        self._limits = limits
        self._now = now

    async def alive(self, _: web.Request) -> web.Response:
        """Return 200 as long as the process answers."""
        return web.Response(text="ok\n")

    async def ready(self, _: web.Request) -> web.Response:
        """Return 200 if everything a request needs works now, else 503 and the reason."""
        if trouble := await self._readiness.trouble():
            return web.Response(text=f"not ready: {trouble}\n", status=503)
        return web.Response(text="ready\n")

    async def metrics(self, _: web.Request) -> web.Response:
        """Return all metrics in the format of Prometheus.

        Those that are read from the database are missing while it is not available.
        """
        is_ready = await self._readiness.trouble() is None
        self._metrics.ready.set(is_ready)
        self._metrics.open_pages.set(self._hub.count)
        for problem in NOTED:
            self._metrics.forbidden.labels(problem).set(self._conversation.refused[problem])
        self._count_refused()
        body = self._metrics.shown(with_stored=await self._is_counted())
        return web.Response(body=body, content_type="text/plain")

    def _count_refused(self) -> None:
        for limits in self._limits:
            for act in list(limits.refused):
                self._metrics.refused.labels(act).inc(limits.refused.pop(act))

    async def _is_counted(self) -> bool:
        """Count what is stored; return False if the database is not available."""
        now, stored = self._now(), self._metrics.stored
        try:
            async with self._database.read() as store:
                await _count_work(store, stored, now)
                await _count_rows(store, stored, now)
                limit = retention.limits(self._services.config.retention, now)
                await _count_retention(store, stored, limit)
        except Unavailable:
            return False
        return True


async def _count_work(store: Store, stored: Stored, now: datetime) -> None:
    oldest = await waiting.oldest_due(store, now)
    stored.oldest_due.set((now - oldest).total_seconds() if oldest else 0)
    stored.mails.set(await waiting.mails(store, now))
    stored.poisoned.counts = await failed_items.totals(store)
    for state, count in (await update_inbox.counted(store)).items():
        stored.inbox.labels(state).set(count)
    for state, count in (await deliveries.counted(store)).items():
        stored.deliveries.labels(state).set(count)


async def _count_rows(store: Store, stored: Stored, now: datetime) -> None:
    stored.people.set(await people.count(store))
    stored.offers.set(await offers.count(store))
    stored.backup.set(int(await settings.value(store, settings.LAST_BACKUP) or 0))
    stored.stopped.labels("clock").set(await _clock_is_off(store, now))


async def _count_retention(store: Store, stored: Stored, limit: retention.Limits) -> None:
    for kind, count in (await retention.overdue(store, limit)).items():
        stored.overdue.labels(kind).set(count)
    for share in await safeguards.shares(store, limit):
        stored.stopped.labels(share.kind).set(share.is_too_much)


def metrics_app(health: Health) -> web.Application:
    """Return the site of the metrics: an application of its own, for an address of its own."""
    app = web.Application()
    app.router.add_get("/metrics", health.metrics)
    app.on_response_prepare.append(_plain)
    return app


async def _plain(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "lotse"
    response.headers["Cache-Control"] = "no-store"


async def _clock_is_off(store: Store, now: datetime) -> bool:
    try:
        await safeguards.clock_must_be_right(store, now)
    except safeguards.ClockIsOff:
        return True
    return False
