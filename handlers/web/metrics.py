"""Metrics of one process for Prometheus, without people."""

import time
from collections.abc import Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from handlers.workflows.rounds import ROUNDS


class Metrics:
    """All metrics. Their names and labels are described in docs/operating.md.

    ``process`` are counted by each process; ``stored`` are read from the database, and are left
    out while it is not available.
    """

    def __init__(self) -> None:
        self.process = CollectorRegistry()
        ProcessCollector(namespace="lotse", registry=self.process)
        self.process.register(Rounds())
        self.requests = Counter(
            "lotse_requests", "Requests answered", ["kind", "status"], registry=self.process
        )
        self.seconds = Histogram(
            "lotse_request_seconds", "Time to answer", ["kind"], registry=self.process
        )
        self.open_pages = Gauge(
            "lotse_open_pages", "Chats that are open now", registry=self.process
        )
        self.refused = Counter(
            "lotse_refused",
            "What was refused because it was too often, too much or too slow",
            ["what"],
            registry=self.process,
        )
        self.forbidden = Gauge(
            "lotse_forbidden",
            "Acts refused since the start because of a missing right, looking included",
            ["reason"],
            registry=self.process,
        )
        self.ready = Gauge(
            "lotse_ready", "1 while all that a request needs works", registry=self.process
        )
        self.stored = Stored()

    def shown(self, *, with_stored: bool) -> bytes:
        """Return the metrics in the format of Prometheus."""
        stored = generate_latest(self.stored.registry) if with_stored else b""
        return generate_latest(self.process) + stored


class Stored:
    """What the database holds; all processes have the same."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.people = self._gauge("lotse_people", "People of whom something is kept")
        self.offers = self._gauge("lotse_offers", "Offers in the catalogue")
        self.inbox = self._gauge(
            "lotse_inbox",
            "What Telegram brought: waiting, processed, put aside, perhaps shown twice",
            "state",
        )
        self.deliveries = self._gauge(
            "lotse_deliveries",
            "Messages we send unasked, by state, and perhaps arrived twice",
            "state",
        )
        self.oldest_due = self._gauge(
            "lotse_oldest_due_seconds", "How long the delivery that waits longest has been due"
        )
        self.mails = self._gauge("lotse_mail_waiting", "Links that wait to be sent by e-mail")
        self.backup = self._gauge(
            "lotse_last_backup_timestamp_seconds",
            "When lotse backup last completed, in seconds since 1970; 0 if never",
        )
        self.overdue = self._gauge(
            "lotse_retention_overdue", "Rows that should be deleted and are not", "kind"
        )
        self.stopped = self._gauge(
            "lotse_retention_stopped",
            "1 while a person must confirm: too much at once, or the clock is off",
            "reason",
        )
        self.poisoned = Poisoned()
        self.registry.register(self.poisoned)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self.registry)


class Poisoned(Collector):
    """Counts rows that were set aside, as the database does."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def collect(self) -> Iterator[Metric]:
        """Yield the counts by queue."""
        metric = CounterMetricFamily(
            "lotse_poisoned", "Rows of queues that were set aside", labels=["queue"]
        )
        for queue, count in self.counts.items():
            metric.add_metric([queue], count)
        yield metric


class Rounds(Collector):
    """Counts failed rounds of what is repeated for ever, and how long none succeeded."""

    def collect(self) -> Iterator[Metric]:
        """Yield both by the name of the round."""
        failures = CounterMetricFamily(
            "lotse_round_failures", "Rounds that failed", labels=["round"]
        )
        ages = GaugeMetricFamily(
            "lotse_round_age_seconds", "Time since a round last succeeded", labels=["round"]
        )
        now = time.monotonic()
        for name, state in ROUNDS.copy().items():
            failures.add_metric([name], state.failures)
            ages.add_metric([name], now - state.succeeded_at)
        yield from (failures, ages)
