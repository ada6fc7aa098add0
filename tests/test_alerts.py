"""Every promise that can be measured has a metric, and a rule that wakes somebody."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.deliveries import State
from bot.environment import ROOT
from handlers.dialogue.conversation import Conversation
from handlers.web.metrics import Metrics
from handlers.web.server import web_app
from handlers.workflows.rounds import ROUNDS, Round
from handlers.workflows.services import Services
from storage import schema as t
from storage.engine import backups, settings
from storage.engine.database import Database
from storage.messaging.update_inbox import UpdateState
from storage.people import emails
from tests.harness.databases import NOW
from tests.harness.metrics import shown_metrics
from tests.harness.poison import World, due_deliveries

RULES = ROOT / "docs" / "deploy" / "alerts.yaml"
OF_PROMETHEUS = {"up"}
NOBODY_WAITS = {
    "lotse_open_pages": "many open chats are good news; refused streams have a rule",
    "lotse_process_cpu_seconds": "slow answers have a rule",
    "lotse_process_resident_memory_bytes": "the system ends a process that takes too much",
    "lotse_process_virtual_memory_bytes": "says nothing by itself",
    "lotse_process_start_time_seconds": "a restart is no trouble by itself",
}
"""Metrics without a rule, and why."""
WORDS_OF_PROMQL = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\b(?:by|on|without)\s*\([^)]*\)")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def names_in(expression: str) -> set[str]:
    """Return the metrics of an expression: what is a name and is not called."""
    bare = WORDS_OF_PROMQL.sub(" ", expression)
    called = set(re.findall(r"\b([a-z_]+)\s*\(", bare))
    return set(re.findall(r"\b[a-z][a-z_]+\b", bare)) - called - {"and", "or", "unless"}


def families() -> Iterator[Any]:
    metrics = Metrics()
    for registry in (metrics.process, metrics.stored.registry):
        yield from registry.collect()


def samples() -> dict[str, str]:
    """Return every name that Prometheus can ask for, and its metric."""
    ends = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"], "gauge": [""]}
    return {
        f"{family.name}{end}": family.name for family in families() for end in ends[family.type]
    }


def test_rules_name_metrics_that_exist() -> None:
    known = samples().keys() | OF_PROMETHEUS
    wrong = {
        rule["alert"]: unknown for rule in rules() if (unknown := names_in(rule["expr"]) - known)
    }
    assert not wrong
    assert all(names_in(rule["expr"]) for rule in rules())


def test_every_metric_has_a_rule_or_a_reason_and_is_explained() -> None:
    named = {samples().get(name) for rule in rules() for name in names_in(rule["expr"])}
    explained = (ROOT / "docs" / "operating.md").read_text("utf-8")
    wrong = [
        family.name
        for family in families()
        if (family.name in named) == (family.name in NOBODY_WAITS)
        or (f"`{family.name}" not in explained and "_process_" not in family.name)
    ]
    assert not wrong


def test_every_rule_says_what_is_wrong_how_bad_and_after_how_long() -> None:
    wrong = [
        rule["alert"]
        for rule in rules()
        if not re.fullmatch(r"Lotse[A-Za-z]+", rule["alert"])
        or not re.fullmatch(r"\d+[mh]", str(rule["for"]))
        or rule["labels"]["severity"] not in ("critical", "warning")
        or not rule["annotations"]["summary"].endswith(".")
        or rule["expr"].count("(") != rule["expr"].count(")")
    ]
    assert not wrong
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)


def test_states_in_rules_exist() -> None:
    states = {*State, *UpdateState, "possibly_twice"}
    wrong = [
        state
        for rule in rules()
        for states_of_rule in re.findall(r'state=~?"([^"]+)"', rule["expr"])
        for state in states_of_rule.split("|")
        if state not in states
    ]
    assert not wrong


@pytest.mark.every_database
async def test_what_waits_and_the_last_backup_are_measured(
    database: Database, conversation: Conversation, url: str, tmp_path: Path
) -> None:
    app = web_app(conversation, lambda: NOW)
    before = await shown_metrics(app)
    for line in (
        "lotse_oldest_due_seconds 0.0",
        "lotse_mail_waiting 0.0",
        "lotse_last_backup_timestamp_seconds 0.0",
    ):
        assert f"\n{line}\n" in before
    backups.backup(url, tmp_path / "a.sqlite")
    assert backups.note(url, NOW)
    assert backups.note(url, NOW), "the second time too"
    async with database.read() as store:
        assert int(await settings.value(store, settings.LAST_BACKUP)) == int(NOW.timestamp())
    after = await shown_metrics(app)
    at = re.search(r"\nlotse_last_backup_timestamp_seconds (\S+)\n", after)
    assert at
    assert float(at[1]) == int(NOW.timestamp())
    assert re.search(r"\nlotse_process_open_fds [1-9]", after)
    assert re.search(r"\nlotse_process_max_fds [1-9]", after)


@pytest.mark.every_database
async def test_what_is_late_is_measured(database: Database, services: Services) -> None:
    world = World(database, services)
    await world.begin()
    person_id = await world.person(7)
    async with database.write() as store:
        assert await emails.ask(store, person_id, "a@verein.example", NOW)
    (late,) = await due_deliveries(world, 1)
    await world.spoil(t.delivery, late, {"due_at": NOW - timedelta(minutes=30)})
    shown = await shown_metrics(web_app(Conversation(database, services), lambda: NOW))
    assert "\nlotse_oldest_due_seconds 1800.0\n" in shown
    assert "\nlotse_mail_waiting 1.0\n" in shown


@pytest.mark.logs_errors
async def test_failed_rounds_are_counted(conversation: Conversation) -> None:
    async def fails() -> None:
        raise ValueError("somebody's words")

    moments = [0.0]
    repeated = Round("a trial", fails, lambda: moments[0])
    for moment in (0.0, 0.5, 10.0):
        moments[0] = moment
        await repeated.run()
    shown = await shown_metrics(web_app(conversation, lambda: NOW))
    assert 'lotse_round_failures_total{round="a trial"} 2.0' in shown, "waiting is no failure"
    assert 'lotse_round_age_seconds{round="a trial"}' in shown
    assert "somebody" not in shown
    del ROUNDS["a trial"]
