"""The evidence of a measure: what is counted for it, the list behind each number, what to add."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import text
from bot.domain.audits import Act, Facts
from bot.domain.evidence import (
    BY_HAND,
    Evidence,
    EvidenceKind,
    EvidenceRule,
    EvidenceThing,
)
from bot.domain.half_years import HalfYear, half_year_named
from bot.domain.measures import Measure, measure_text
from bot.i18n import plain
from bot.rules.evidence import is_by_hand, rules_of
from bot.rules.grants import coordinates
from bot.rules.measures import may_keep
from bot.rules.problems import Problem, Refusal
from bot.screens.measure_desk import EVIDENCE
from bot.screens.report_words import FIGURES
from bot.screens.small_numbers import few
from handlers.desk import lists
from handlers.desk.links import changed
from handlers.desk.measures import evidence_rules
from handlers.desk.measures.plan import measure_here, period_now
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.measures import evidence, evidence_links, evidence_things, measures

MOST_SHOWN = 50
"""Maximum number of things that are listed behind a number."""
MOST_FOUND = 25
"""Maximum number of things that a search shows to choose from."""
LONGEST_SEARCH = 100
"""Maximum length of the words of a search, in characters."""
PAGES = {
    EvidenceKind.OFFERS: "/desk/offers",
    EvidenceKind.DOCUMENTS: "/desk/offers",
    EvidenceKind.MEETINGS: "/desk/groups",
    EvidenceKind.TRAININGS: "/desk/groups",
    EvidenceKind.RESULTS: "/desk/groups",
    EvidenceKind.MESSAGES: "/desk/messages",
}
"""Where the page of a thing is: of meetings and results that of their group."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing behind a number; ``is_counted``: it counts in the half-year that is shown."""

    thing: EvidenceThing
    is_counted: bool


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What one rule counts. ``parts`` are names and values of what it asks for.

    ``rule_id`` is 0 for what a measure shows by its topic alone. ``gone`` are things chosen by
    hand that are not there any more, ``more`` is how many are not listed.
    """

    rule_id: int
    kind: EvidenceKind
    is_by_hand: bool
    parts: Sequence[tuple[str, str]]
    figures: Sequence[tuple[str, str]]
    listed: Sequence[Listed]
    gone: Sequence[int]
    more: int


async def show(desk: DeskRequest) -> Answer:
    """Return what is counted for a measure in a half-year; who only reads sees no lists."""
    measure, period = await measure_here(desk, desk.row_id()), _period(desk)
    may_write = coordinates(desk.turn.person, desk.district.id)
    chosen = await evidence_links.of_measure(desk.store, measure.id)
    rules = rules_of(measure, chosen)
    kind = _kind(desk.asked("kind"))
    words = text.one_line(desk.asked("q"))[:LONGEST_SEARCH]
    return Shown(
        "measure_evidence.html",
        {
            "measure": measure,
            "heading": _heading(desk, measure),
            "period": period,
            "periods": [p for p in (period.before, period.next) if p.first <= desk.turn.today],
            "rows": [await _row(desk, rule, period, with_list=may_write) for rule in rules],
            "is_usual": bool(rules) and not chosen,
            "kinds": EVIDENCE,
            "kind": kind,
            "words": words,
            "found": await _found(desk, kind, words, chosen) if may_write and kind else None,
            "fields": await evidence_rules.fields(desk, kind) if may_write and kind else (),
            "pages": PAGES,
            "may_write": may_write,
            "url": lambda **parts: changed(desk.path, period=period, **parts),
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Add or take away what is counted for a measure."""
    await measures.lock_district(desk.store, desk.district.id)
    measure = await measure_here(desk, desk.row_id())
    may_keep(desk.turn.person, desk.district.id)
    match desk.sent("act"):
        case "choose":
            await _choose(desk, measure)
        case "leave":
            await _leave(desk, measure)
        case "rule":
            await _add_rule(desk, measure)
        case "unrule":
            await _end_rule(desk, measure)
        case _:
            raise Refusal(Problem.UNKNOWN_BUTTON)
    kind = _kind(desk.sent("kind"))
    return Done(changed(desk.path, period=_period(desk), kind=kind, said="saved"))


async def _choose(desk: DeskRequest, measure: Measure) -> None:
    """Add the ticked things. Refuses those that the district does not have."""
    kind, ids = _ticked(desk)
    known = await evidence_things.by_ids(desk.store, desk.district, kind, ids)
    if {thing.id for thing in known} != set(ids):
        raise Refusal(Problem.NO_EVIDENCE)
    new = await evidence_links.choose(desk.store, measure.id, kind, ids)
    await _note(desk, measure, {}, {"kind": kind, "count": len(new)})


async def _leave(desk: DeskRequest, measure: Measure) -> None:
    kind, ids = _ticked(desk)
    gone = await evidence_links.leave_out(desk.store, measure.id, kind, ids)
    await _note(desk, measure, {"kind": kind, "count": len(gone)}, {})


async def _add_rule(desk: DeskRequest, measure: Measure) -> None:
    kind = _kind(desk.sent("kind"))
    if kind is None:
        raise Refusal(Problem.NO_EVIDENCE)
    only = await evidence_rules.read(desk, kind)
    chosen = await evidence_links.of_measure(desk.store, measure.id)
    if any((rule.kind, rule.only) == (kind, only) for rule in chosen):
        return
    await evidence_links.link(desk.store, measure.id, kind, only)
    await _note(desk, measure, {}, {"kind": kind, "count": 1})


async def _end_rule(desk: DeskRequest, measure: Measure) -> None:
    ids = lists.numbers([desk.sent("rule")])
    chosen = await evidence_links.of_measure(desk.store, measure.id)
    for rule in (rule for rule in chosen if rule.id in ids):
        await evidence_links.unlink(desk.store, measure.id, rule.id)
        await _note(desk, measure, {"kind": rule.kind, "count": 1}, {})


async def _note(desk: DeskRequest, measure: Measure, before: Facts, after: Facts) -> None:
    """Write a line of the audit log, unless nothing was changed."""
    if before.get("count") or after.get("count"):
        subject = f"measure {measure.id}"
        await desk.turn.audit(Act.MEASURE_EVIDENCE, subject, before, after)


def _ticked(desk: DeskRequest) -> tuple[EvidenceKind, list[int]]:
    """Return the kind of a form and the things that were ticked in it."""
    kind, ids = _kind(desk.sent("kind")), lists.numbers(desk.sent_all("id"))
    if kind not in BY_HAND:
        raise Refusal(Problem.NO_EVIDENCE)
    if not ids:
        raise Refusal(Problem.NOTHING_CHOSEN)
    return kind, ids


def _kind(name: str) -> EvidenceKind | None:
    """Return the kind of a name, None for a name of none."""
    return EvidenceKind(name) if name in set(EvidenceKind) else None


def _period(desk: DeskRequest) -> HalfYear:
    """Return the half-year in the address or in the form; the one of reviews for none."""
    named = half_year_named(desk.sent("period") or desk.asked("period"))
    has_begun = named is not None and named.first <= desk.turn.today
    return named if named and has_begun else period_now(desk)


def _heading(desk: DeskRequest, measure: Measure) -> str:
    own = measure_text(measure.details.texts, desk.turn.tr.language.code)
    return f"{measure.details.number} {own.title}"


async def _row(
    desk: DeskRequest, rule: EvidenceRule, period: HalfYear, *, with_list: bool
) -> EvidenceRow:
    span = evidence.span_of(period, desk.district, desk.turn.now)
    counted = await evidence.count(desk.store, desk.district.id, rule.kind, rule.only, span)
    row = EvidenceRow(
        rule_id=rule.id,
        kind=rule.kind,
        is_by_hand=is_by_hand(rule),
        parts=await evidence_rules.named(desk, replace(rule.only, ids=())),
        figures=_figures(desk, counted),
        listed=(),
        gone=(),
        more=0,
    )
    return await _with_list(desk, row, rule, counted) if with_list else row


async def _with_list(
    desk: DeskRequest, row: EvidenceRow, rule: EvidenceRule, counted: Evidence
) -> EvidenceRow:
    """Return a row with the things behind it: all chosen by hand, else the first that count."""
    ids = rule.only.ids if row.is_by_hand else counted.ids[:MOST_SHOWN]
    if not ids:
        return row
    things = await evidence_things.by_ids(desk.store, desk.district, rule.kind, ids)
    there = {thing.id for thing in things}
    return replace(
        row,
        listed=[Listed(thing, thing.id in counted.ids) for thing in things],
        gone=[thing_id for thing_id in ids if thing_id not in there] if row.is_by_hand else (),
        more=0 if row.is_by_hand else len(counted.ids) - len(ids),
    )


def _figures(desk: DeskRequest, counted: Evidence) -> list[tuple[str, str]]:
    """Return the name of each number and the number; of people no number below five."""
    tr = desk.turn.tr
    return [
        (
            plain(tr(FIGURES[f"{counted.kind}/{name}"])),
            few(tr, count) if name in counted.people else str(count),
        )
        for name, count in counted.figures.items()
    ]


async def _found(
    desk: DeskRequest, kind: EvidenceKind, words: str, chosen: Sequence[EvidenceRule]
) -> list[EvidenceThing] | None:
    """Return things to choose from, without those that were; None for what is only counted."""
    if kind not in BY_HAND:
        return None
    has = {i for rule in chosen if rule.kind is kind and is_by_hand(rule) for i in rule.only.ids}
    things = await evidence_things.matching(
        desk.store, desk.district, kind, words, MOST_FOUND + len(has)
    )
    return [thing for thing in things if thing.id not in has][:MOST_FOUND]
