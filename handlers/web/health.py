"""Health of the server for operators: alive, ready, and metrics (Prometheus), without people."""

from collections.abc import Callable, Iterator
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.rules.problems import NOTED
from handlers.dialogue.conversation import Conversation
from handlers.web.live import Hub
from storage import retention, safeguards
from storage.catalogue import offers
from storage.engine import failed_items
from storage.engine.database import Unavailable
from storage.engine.readiness import Readiness
from storage.engine.store import Store
from storage.messaging import deliveries, update_inbox
from storage.people import people


class Metrics:
    """The metrics of one process. Their names and labels are described in docs/operating.md."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "lotse_requests", "Requests answered", ["kind", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "lotse_request_seconds", "Time to answer", ["kind"], registry=self.registry
        )
        self.people = Gauge(
            "lotse_people", "People of whom something is kept", registry=self.registry
        )
        self.offers = Gauge("lotse_offers", "Offers in the catalogue", registry=self.registry)
        self.open_pages = Gauge(
            "lotse_open_pages", "Chats that are open now", registry=self.registry
        )
        self.inbox = Gauge(
            "lotse_inbox",
            "What Telegram brought: waiting, processed, put aside, perhaps shown twice",
            ["state"],
            registry=self.registry,
        )
        self.deliveries = Gauge(
            "lotse_deliveries",
            "Messages we send unasked, by state, and perhaps arrived twice",
            ["state"],
            registry=self.registry,
        )
        self.refused = Counter(
            "lotse_refused",
            "What was refused because it was too often, too much or too slow",
            ["what"],
            registry=self.registry,
        )
        self.forbidden = Gauge(
            "lotse_forbidden",
            "Acts refused since the start because of a missing right, looking included",
            ["reason"],
            registry=self.registry,
        )
        self.overdue = Gauge(
            "lotse_retention_overdue",
            "Rows that should be deleted and are not",
            ["kind"],
            registry=self.registry,
        )
        self.stopped = Gauge(
            "lotse_retention_stopped",
            "1 while a person must confirm: too much at once, or the clock is off",
            ["reason"],
            registry=self.registry,
        )
        self.poisoned = Poisoned()
        self.registry.register(self.poisoned)


class Poisoned(Collector):
    """Counts rows that were set aside, as the database does: all processes have the same."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def collect(self) -> Iterator[Metric]:
        metric = CounterMetricFamily(
            "lotse_poisoned", "Rows of queues that were set aside", labels=["queue"]
        )
        for queue, count in self.counts.items():
            metric.add_metric([queue], count)
        yield metric


class Health:
    """Serves the health of the server."""

    def __init__(
        self,
        conversation: Conversation,
        hub: Hub,
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._conversation = conversation
        self._database = conversation.database
        self._services = conversation.services
        self._readiness = Readiness(conversation.database)
        self._hub = hub
        self._metrics = metrics
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
        """Return all metrics in the format of Prometheus; 503 if the database is not available."""
        try:
            await self._count()
        except Unavailable as error:
            return web.Response(text=f"not available: {error}\n", status=503)
        return web.Response(body=generate_latest(self._metrics.registry), content_type="text/plain")

    async def _count(self) -> None:
        async with self._database.read() as store:
            self._metrics.poisoned.counts = await failed_items.totals(store)
            self._metrics.people.set(await people.count(store))
            self._metrics.offers.set(await offers.count(store))
            limit = retention.limits(self._services.config.retention, self._now())
            for kind, count in (await retention.overdue(store, limit)).items():
                self._metrics.overdue.labels(kind).set(count)
            for share in await safeguards.shares(store, limit):
                self._metrics.stopped.labels(share.kind).set(share.is_too_much)
            self._metrics.stopped.labels("clock").set(await _clock_is_off(store, limit.now))
            for state, count in (await update_inbox.counted(store)).items():
                self._metrics.inbox.labels(state).set(count)
            for state, count in (await deliveries.counted(store)).items():
                self._metrics.deliveries.labels(state).set(count)
        self._metrics.open_pages.set(self._hub.count)
        for problem in NOTED:
            self._metrics.forbidden.labels(problem).set(self._conversation.refused[problem])


async def _clock_is_off(store: Store, now: datetime) -> bool:
    try:
        await safeguards.clock_must_be_right(store, now)
    except safeguards.ClockIsOff:
        return True
    return False
