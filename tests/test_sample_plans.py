"""The sample districts show a full report to the council at once, whatever the day is."""

from collections import Counter
from datetime import UTC, datetime

import orjson
import pytest

from bot.domain.half_years import half_year_of
from bot.domain.measures import MeasureOrigin
from bot.rules.pathway_form import of_readers
from bot.rules.station_checks import group_of
from bot.screens.council_reports import document
from bot.screens.report_blocks import Chart, Heading
from bot.ui import Press
from handlers.cli.sample_documents import load_sample_documents
from handlers.cli.sample_plans import load_sample_plans
from handlers.dialogue.conversation import Conversation
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import misses, offers, places, station_edits
from storage.catalogue.pathways import shipped_pathway
from storage.engine.database import Database
from storage.measures import council_reports, measures
from storage.messaging import posters
from storage.samples import PLANS, SAMPLES
from tests.harness.databases import NOW
from tests.test_announcing import somebody

ORIGINS = {
    "esslingen": MeasureOrigin.RESULT,
    "kaiserslautern": MeasureOrigin.PLAN,
    "konstanz": MeasureOrigin.PLAN,
    "rems-murr": MeasureOrigin.RECOMMENDATION,
    "waldshut": MeasureOrigin.RESULT,
}
"""Where the measures of each district's own paper come from."""
EMPTY = {"help/asked": 5, "meetings/held": 3, "results/decisions": 1, "misses/asked": 20}
"""Figures that a report without a half-year of work would not have, and their least number."""


async def reports(database: Database, now: datetime) -> dict[str, dict]:
    """District → its released report on the half-year before."""
    period = half_year_of(now.date()).before
    async with database.read() as store:
        found = {}
        for district in await places.districts(store):
            latest = await council_reports.latest(store, district.id, period)
            found[district.slug] = orjson.loads(latest.snapshot) if latest else {}
    return found


def lacking(slug: str, told: dict) -> list[str]:
    """Return what a full report of a sample district has and this one lacks."""
    states, fields = told["states"], {m["field"] for m in told["measures"]}
    figures = {
        f"{part['kind']}/{name}": value or 0
        for part in told["activity"]
        for name, value in part["figures"].items()
    }
    checks = {
        "measures": states["all"] >= 7,
        "reviews": states["running"] >= 3 and states["done"] + states["postponed"] >= 1,
        "no answer": states["no_answer"] == 1,
        "late": states["late"] >= 1,
        "not public": not all(measure["public"] for measure in told["measures"]),
        "fields": len(fields) >= min(3, len(told["fields"])),
        "owner": all(measure["organisation"] for measure in told["measures"]),
        "origin": {m["origin"] for m in told["measures"]} == {ORIGINS[slug]},
        "evidence": all(measure["evidence"] for measure in told["measures"]),
        "needs": len(told["needs"]) >= 2 and all(need["asked"] for need in told["needs"]),
        "indicators": all(len(known["values"]) == 4 for known in told["indicators"]),
        "texts": {"overview", "needs"} <= set(told["texts"]),
        "money": None not in told["money"].values(),
        "decisions": bool(told["decisions"]),
        **{name: figures[name] >= least for name, least in EMPTY.items()},
    }
    return [f"{slug}: {name}" for name, is_there in checks.items() if not is_there]


@pytest.mark.every_database
async def test_each_district_has_a_full_report_of_its_own_papers_kind(database: Database) -> None:
    assert {path.stem for path in PLANS.glob("*.toml")} == {
        path.stem for path in SAMPLES.glob("*.toml")
    }
    await load_sample_plans(database, NOW)
    told = await reports(database, NOW)
    wrong = [fault for slug, snapshot in told.items() for fault in lacking(slug, snapshot)]
    assert not wrong


async def test_rems_murr_has_pilots_a_way_of_its_own_and_people_on_it(database: Database) -> None:
    """Stations that a group keeps, a poster, and numbers of who came, few of them not told."""
    await load_sample_plans(database, NOW)
    snapshot = (await reports(database, NOW))["rems-murr"]
    told = {station["number"]: station["arrived"] for station in snapshot["stations"]}
    assert (told[5], told[1], told.get(4)) == (40, 31, None)
    searched = [(part["number"], part["concept"]) for part in snapshot["searched"]]
    assert (searched[0], (3, "legal_advice") in searched) == ((3, "translation"), False)
    async with database.read() as store:
        district = await places.district_named(store, "rems-murr")
        assert district
        edits = await station_edits.of_district(store, district.id)
        named = [poster.name for poster in await posters.of_district(store, district.id)]
        listed = {
            offer.external_id: offer for offer in await offers.of_district(store, district.id)
        }
    own = of_readers(shipped_pathway(), edits, district.name)
    assert list(own.stations)[:3] == ["skills", "permission", "own_10"]
    assert all(group_of(edit) for edit in edits)
    assert named == ["unterkunft-schorndorf"]
    pilots = [listed[f"rems-murr-pilot-{n}"].details for n in (1, 2)]
    assert all(pilot.seats and pilot.starts_on for pilot in pilots)
    (series,) = listed["rems-murr-pilot-3"].details.schedules
    assert "WEEKLY" in series.rule


async def test_they_are_loaded_once_and_whoever_has_measures_keeps_them(
    database: Database,
) -> None:
    await load_sample_plans(database, NOW)
    counted = [
        *(t.measure, t.meeting, t.result, t.missed, t.help_tally, t.council_report),
        *(t.station_change, t.station_week, t.station_search, t.poster),
    ]
    async with database.read() as store:
        before = [len(await store.rows(table.select())) for table in counted]
    await load_sample_plans(database, NOW)
    async with database.read() as store:
        assert [len(await store.rows(table.select())) for table in counted] == before


@pytest.mark.parametrize(
    "day", [datetime(2027, 1, 1, 9, tzinfo=UTC), datetime(2028, 6, 30, 23, tzinfo=UTC)]
)
async def test_they_are_full_on_the_first_and_on_the_last_day_of_a_half_year(
    database: Database, day: datetime, services: Services
) -> None:
    await load_sample_plans(database, day)
    told = await reports(database, day)
    wrong = [fault for slug, snapshot in told.items() for fault in lacking(slug, snapshot)]
    assert not wrong
    for snapshot in told.values():
        blocks = document(services.translators["de"], snapshot).blocks
        charts = 3 if "stations" in snapshot else 2
        assert Counter(type(block) for block in blocks)[Chart] == charts
        assert sum(isinstance(block, Heading) and block.level == 3 for block in blocks) >= 7
    async with database.read() as store:
        for district in await places.districts(store):
            plan = await measures.of_district(store, district.id)
            assert all(m.owner_group_id for m in plan if m.details.owner_group)
            period = half_year_of(day.date())
            now = await council_reports.draft(store, district, period, day)
            assert now["states"]["all"] == len(plan)
            assert await misses.of(store, district.id)


async def test_who_teaches_in_rems_murr_finds_material(conversation: Conversation) -> None:
    """Loaded once however often; opened as a file, in the reader's language."""
    for _ in range(2):
        await load_sample_documents(conversation.database, conversation.services, NOW)
    typed = {"de": "Ich unterrichte A1", "en": "I teach A1", "uk": "Я викладаю A1"}
    titles = {"de": "Beim Arzt", "en": "At the doctor’s", "uk": "у лікаря"}
    wrong = []
    for code, words in typed.items():
        talk = await somebody(conversation, f"teacher in {code}", code, slug="rems-murr")
        await talk.say(words)
        ways = [button.action for button in talk.screen.buttons]
        documents = [way for way in ways if isinstance(way, Press) and ":d" in way.data]
        if not documents:
            wrong.append((code, talk.shown))
            continue
        await talk.look(documents[0].data)
        if talk.shown.count(titles[code]) != 2:
            wrong.append((code, talk.shown))
    assert not wrong
