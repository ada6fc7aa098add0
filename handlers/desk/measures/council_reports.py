"""The report to the council at the desk: what is missing, a preview, the release, its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bot.domain.audits import Act, Facts
from bot.domain.council_reports import CouncilReport
from bot.domain.half_years import HalfYear, half_year_of
from bot.i18n import mark
from bot.rules.council_reports import Snapshot, canonical, for_readers, is_unbroken
from bot.rules.desk import HOME
from bot.rules.grants import coordinates
from bot.rules.problems import Problem, Refusal
from bot.screens.council_reports import document
from handlers.desk import lists
from handlers.desk.lists import ListState
from handlers.desk.measures import needs
from handlers.desk.measures.plan import period_now
from handlers.desk.measures.reviews import period_of
from handlers.desk.page import Answer, DeskRequest, Done, File, Shown
from handlers.files import report_html
from handlers.files.report_files import TYPES
from storage.measures import council_reports, measures, outlines, report_files

REPORTS = f"{HOME}/report"
SHOWN_PERIODS = 6
"""Half-years that can be chosen, from this one back."""


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A half-year of the list, with the version that counts; None if none is released."""

    period: HalfYear
    released: CouncilReport | None


async def index(desk: DeskRequest) -> Answer:
    """Return the half-years that can be reported on, with what is released."""
    rows, period = [], half_year_of(desk.turn.today)
    for _ in range(SHOWN_PERIODS):
        latest = await council_reports.latest(desk.store, desk.district.id, period)
        rows.append(PeriodRow(period, latest))
        period = period.before
    may_write = coordinates(desk.turn.person, desk.district.id)
    values = {"rows": rows, "period": period_now(desk), "may_write": may_write}
    return Shown("reports.html", values)


async def show(desk: DeskRequest) -> Answer:
    """Return what is missing and a preview; with ``as=json`` in the address its data."""
    period = period_of(desk)
    versions = await council_reports.versions(desk.store, desk.district.id, period)
    snapshot = await _chosen(desk, period, versions)
    if desk.asked("as") == "json":
        return _json(desk, period, snapshot)
    state, page = _page(desk, snapshot)
    report = document(desk.turn.tr, page)
    may_write = coordinates(desk.turn.person, desk.district.id)
    may_release = may_write and "version" not in snapshot
    return Shown(
        "report.html",
        {
            "state": state,
            "period": period,
            "versions": versions,
            "broken": [v.version for v in versions if not is_unbroken(v)],
            "chosen": snapshot.get("version"),
            "report": report,
            "body": report_html.body(report),
            "missing": _missing(snapshot, desk.turn.today > period.last),
            "suffixes": list(TYPES),
            "files": await report_files.of_period(desk.store, desk.district.id, period),
            "count": len(snapshot["measures"]),
            **await _passed_on(desk, period, snapshot),
            "frozen": await _frozen(desk, period) if may_release else "",
            "may_write": may_write,
            "draft_url": f"{desk.path}?version=draft",
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Release the report, or a correction of it, once somebody typed how many measures it has."""
    period = period_of(desk)
    await measures.lock_district(desk.store, desk.district.id)
    plan = await outlines.of_district(desk.store, desk.district.id)
    if desk.sent("frozen") != await _frozen(desk, period):
        raise Refusal(Problem.LIST_MOVED)
    if desk.sent("count").strip() != str(len(plan)):
        raise Refusal(Problem.WRONG_COUNT)
    last = await council_reports.latest(desk.store, desk.district.id, period)
    released = await council_reports.release(
        desk.store,
        desk.district,
        period,
        desk.turn.now,
        reason=desk.sent("reason"),
        author_id=desk.turn.person.id,
        own=desk.turn.services.own_files(desk.district.slug),
    )
    if last is not None and released.version == last.version:
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    facts: Facts = {"period": str(period), "version": released.version}
    await desk.turn.audit(Act.REPORT_RELEASE, f"district {desk.district.id}", {}, facts)
    return Done(f"{REPORTS}/{period}?said=released")


def _page(desk: DeskRequest, snapshot: Snapshot) -> tuple[ListState, Snapshot]:
    """Return the report with the measures of one page: all of 500 take a second to be shown."""
    plan = snapshot["measures"]
    state = lists.on_last_page(lists.read(desk, ("version",), (), ""), len(plan))
    return state, snapshot | {"measures": plan[state.offset : state.offset + state.size]}


async def _passed_on(desk: DeskRequest, period: HalfYear, snapshot: Snapshot) -> dict[str, Any]:
    """Return what may become a topic or a measure: of a draft, for whoever may do that."""
    if "version" in snapshot or not coordinates(desk.turn.person, desk.district.id):
        return {"needs": [], "searched": [], "waiting": [], "groups": []}
    told, searched = snapshot["needs"], snapshot.get("searched", ())
    groups = await needs.working_groups(desk) if told or searched else []
    return {
        "needs": await needs.rows_of(desk, period, told, groups) if told else [],
        "searched": await needs.searched_rows(desk, searched, groups) if searched else [],
        "waiting": await needs.waiting_rows(desk, period),
        "groups": groups,
    }


async def _chosen(
    desk: DeskRequest, period: HalfYear, versions: Sequence[CouncilReport]
) -> Snapshot:
    """Return the version in the address, else the last one, else the draft."""
    wanted = desk.asked("version")
    by_name = {str(version.version): version for version in versions}
    if wanted == "draft" or not versions:
        own = desk.turn.services.own_files(desk.district.slug)
        return await council_reports.draft(
            desk.store, desk.district, period, desk.turn.now, own=own
        )
    version = by_name.get(wanted, versions[-1])
    snapshot: Snapshot = orjson.loads(version.snapshot)
    return snapshot | {"digest": version.digest}


async def _frozen(desk: DeskRequest, period: HalfYear) -> str:
    """Return what tells whether measures and reviews are still those that were shown."""
    known = await outlines.versions(desk.store, desk.district.id, period)
    return lists.frozen({str(i): version * 1000 + number for i, (version, number) in known.items()})


def _missing(snapshot: Snapshot, is_over: bool) -> list[tuple[str, int, str]]:
    """Return what a report still lacks: a sentence, how many, and where it is done."""
    plan, period = snapshot["measures"], snapshot["period"]
    unanswered, aimless = sum(map(_is_unanswered, plan)), sum(map(_is_aimless, plan))
    empty = int(not snapshot["texts"].get("overview"))
    found = [
        (mark("Measures without an answer"), unanswered, f"{HOME}/measures/review/{period}"),
        (mark("Measures without a target"), aimless, f"{HOME}/measures"),
        (mark("No text for the overview"), empty, f"{REPORTS}/{period}/texts"),
        (mark("The half-year is not over"), int(not is_over), REPORTS),
    ]
    return [part for part in found if part[1]]


def _is_unanswered(measure: Mapping[str, Any]) -> bool:
    """Return whether a measure that goes on has no answer for the half-year."""
    return measure["review"] is None and measure["state"] not in ("done", "dropped")


def _is_aimless(measure: Mapping[str, Any]) -> bool:
    """Return whether a measure of the plan has no target; a recommendation needs none."""
    return measure["target"] is None and measure["origin"] == "plan"


def _json(desk: DeskRequest, period: HalfYear, snapshot: Snapshot) -> File:
    """Return the report as data."""
    version = f"v{snapshot['version']}" if "version" in snapshot else "entwurf"
    name = f"{desk.district.slug}-{period}-{version}.json"
    return File(name, "application/json", canonical(for_readers(snapshot)))
