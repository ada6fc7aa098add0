"""The audit log of a district: who did what, when, with what, before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.audits import (
    DISTRICT,
    Act,
    Audit,
    Facts,
    Origin,
    districts_in,
    with_districts,
)
from bot.domain.offers import text_in
from bot.i18n import Translator, mark, plain, visible
from bot.rules.desk import HOME
from bot.screens.desk import ORIGINS
from bot.screens.desk_log import FACTS, LOGGED, THINGS, UNSEEN, VALUES
from bot.text import one_line, shortened
from handlers.desk import list_files, lists
from handlers.desk.lists import Filter, ListState
from handlers.desk.page import Answer, DeskRequest, File, Shown
from storage.catalogue import offers, places
from storage.groups import groups
from storage.messaging import announcements
from storage.people import audits, grants
from storage.people.audits import LogQuery

FILTERS = ("act", "thing", "id", "days")
DAYS = (7, 30, 90)
"""How far back the log can be looked at, in days; without a choice it is all."""
LONGEST_VALUE = 80
LINKS = {
    "offer": f"{HOME}/offers",
    "group": f"{HOME}/groups",
    "grant": f"{HOME}/people",
    "question": f"{HOME}/questions",
}
"""Things with a page at the desk, and where these pages are."""
LABELS = (
    mark("When"),
    mark("Who"),
    mark("What happened"),
    mark("What"),
    mark("Before"),
    mark("After"),
)
"""Headings of the log as a file."""
ORIGIN_WORDS = {**ORIGINS, Origin.CONSOLE: mark("on the command line")}


@dataclass(frozen=True, slots=True)
class LogRow:
    """A line of the log in words. ``facts`` are label, value before and value after.

    ``who`` "" is the command line or somebody who was forgotten since, ``who_link`` "" no page.
    """

    at: datetime
    who: str
    who_link: str
    act: str
    thing: str
    link: str
    origin: str
    facts: Sequence[tuple[str, str, str]]


async def table(desk: DeskRequest) -> Answer:
    """Return a page of the log, the newest first; with ``as=xlsx`` in the address it as a file."""
    state = lists.read(desk, FILTERS, (), "")
    query = _query(desk, state.filters)
    if list_files.is_asked(desk):
        return await _file(desk, query)
    counts = await audits.count_acts(desk.store, query)
    total = counts.get(query.act, 0) if query.act else sum(counts.values())
    state = lists.on_last_page(state, total)
    lines = await audits.of_district(desk.store, query, limit=state.size, offset=state.offset)
    return Shown(
        "log.html",
        {
            "state": state,
            "total": total,
            "rows": await _rows(desk, lines),
            "filters": [_act_filter(desk, counts, state)],
            "things": THINGS,
            "days": DAYS,
        },
    )


async def _file(desk: DeskRequest, query: LogQuery) -> File:
    lines = await audits.of_district(desk.store, query, limit=list_files.MOST, offset=0)
    cells = [_cells(desk, row) for row in await _rows(desk, lines)]
    return await list_files.file_of(desk, "log", LABELS, cells)


def _cells(desk: DeskRequest, row: LogRow) -> Sequence[str]:
    """Return the cells of a row in the order of ``LABELS``."""
    return (
        list_files.moment_cell(row.at, desk.district.zone),
        f"{row.who} {row.origin}".strip(),
        row.act,
        row.thing,
        "\n".join(f"{label}: {before}" for label, before, _ in row.facts),
        "\n".join(f"{label}: {after}" for label, _, after in row.facts),
    )


def _query(desk: DeskRequest, chosen: Mapping[str, str]) -> LogQuery:
    """Return what the address asks for; what nobody knows in it counts for nothing."""
    thing = chosen.get("thing", "") if chosen.get("thing") in THINGS else ""
    row_id = lists.number(chosen.get("id", "").strip()) or 0
    days = next((days for days in DAYS if str(days) == chosen.get("days")), 0)
    return LogQuery(
        district_id=desk.district.id,
        act=next((act.value for act in Act if act == chosen.get("act")), ""),
        subject=f"{thing} {row_id}" if thing and row_id else thing,
        since=desk.turn.now - timedelta(days=days) if days else None,
    )


def _act_filter(desk: DeskRequest, counts: Mapping[str, int], state: ListState) -> Filter:
    labels = [(act.value, _bare(desk.turn.tr, words)) for act, words in LOGGED.items()]
    chosen = state.filters.get("act", "")
    shown = lists.options(labels, lambda value: counts.get(value, 0), chosen)
    return Filter("act", mark("What happened"), sorted(shown, key=lambda option: option.label))


async def _rows(desk: DeskRequest, lines: Sequence[Audit]) -> list[LogRow]:
    tr, me = desk.turn.tr, desk.turn.person.id
    authors = {line.person_id for line in lines if line.person_id}
    numbers = await grants.numbers_of(desk.store, desk.district.id, authors)
    districts = await _districts(desk, lines)
    named = {**await _titles(desk, lines), **_subjects(districts)}
    return [
        LogRow(
            at=line.at,
            who=_who(tr, line, numbers, me),
            who_link=_who_link(line, numbers),
            act=_act(tr, line.action),
            thing=named.get(line.subject) or _thing(tr, line.subject),
            link=_link(line.subject),
            origin=plain(tr(ORIGIN_WORDS[line.origin])),
            facts=list(_line_facts(desk, with_districts(line, districts))),
        )
        for line in lines
    ]


def _who(tr: Translator, line: Audit, numbers: Mapping[int, int], me: int) -> str:
    """Return who did it: people have no names here."""
    if line.origin in (Origin.CONSOLE, Origin.OWNER):
        return ""
    if line.person_id == me:
        return plain(tr("Me"))
    colleague_number = numbers.get(line.person_id or 0)
    return plain(
        tr("Colleague {number}", number=colleague_number) if colleague_number else tr("by somebody")
    )


def _who_link(line: Audit, numbers: Mapping[int, int]) -> str:
    colleague_number = numbers.get(line.person_id or 0)
    return f"{LINKS['grant']}/{colleague_number}" if colleague_number else ""


def _act(tr: Translator, action: str) -> str:
    act = next((act for act in Act if act == action), None)
    return _bare(tr, LOGGED[act]) if act else action


def _bare(tr: Translator, words: str) -> str:
    """Return a sentence without the emoji of its button."""
    return visible(tr(words)).lstrip("✅✏️🗑⏸▶❌➕📣 ")


async def _titles(desk: DeskRequest, lines: Sequence[Audit]) -> dict[str, str]:
    """Return subject → what the thing is called, for those that still exist."""
    tr = desk.turn.tr
    found: dict[str, str] = {}
    for offer in await offers.by_ids(desk.store, _ids(lines, "offer")):
        found[f"offer {offer.id}"] = text_in(offer.details.texts, "de").title
    for group_id, group in (await groups.by_ids(desk.store, _ids(lines, "group"))).items():
        found[f"group {group_id}"] = group.name
    sent = await announcements.by_ids(desk.store, _ids(lines, "announcement"))
    for announcement_id, announcement in sent.items():
        german = one_line(announcement.texts.get("de", ""))
        found[f"announcement {announcement_id}"] = shortened(german, LONGEST_VALUE)
    for grant_id in _ids(lines, "grant"):
        found[f"grant {grant_id}"] = plain(tr("Colleague {number}", number=grant_id))
    return found


async def _districts(desk: DeskRequest, lines: Sequence[Audit]) -> dict[int, str]:
    """Return id → name of the districts that lines are about, or speak of."""
    known = await places.districts_by_ids(desk.store, districts_in(lines))
    return {district_id: district.name for district_id, district in known.items()}


def _subjects(districts: Mapping[int, str]) -> dict[str, str]:
    return {f"{DISTRICT} {district_id}": name for district_id, name in districts.items()}


def _line_facts(desk: DeskRequest, line: Audit) -> Iterable[tuple[str, str, str]]:
    """Yield what a line says beside the district of this page, which the page says anyway."""
    own = (DISTRICT, desk.district.name)
    before, after = (
        dict(pair for pair in facts.items() if pair != own) for facts in (line.before, line.after)
    )
    return _facts(desk.turn.tr, before, after)


def _ids(lines: Iterable[Audit], thing: str) -> list[int]:
    """Return the ids of the things of one kind."""
    subjects = (line.subject.rpartition(" ") for line in lines)
    return lists.numbers([row_id for words, _, row_id in subjects if words == thing])


def _thing(tr: Translator, subject: str) -> str:
    """Return what a thing is that has no name: its kind and its number."""
    words, _, row_id = subject.rpartition(" ")
    return f"{_bare(tr, THINGS[words])} #{row_id}" if words in THINGS else subject


def _link(subject: str) -> str:
    words, _, row_id = subject.rpartition(" ")
    return f"{LINKS[words]}/{row_id}" if words in LINKS else ""


def _facts(tr: Translator, before: Facts, after: Facts) -> Iterable[tuple[str, str, str]]:
    """Yield label, value before and value after of all that may be shown."""
    for name in {**before, **after}:
        if name not in UNSEEN:
            label = plain(tr(FACTS[name])) if name in FACTS else name
            yield label, _value(tr, name, before.get(name)), _value(tr, name, after.get(name))


def _value(tr: Translator, name: str, value: str | int | bool | None) -> str:
    if value is None or value == "":
        return "–"
    words = VALUES.get(name, {}).get(str(value))
    return plain(tr(words)) if words else shortened(one_line(str(value)), LONGEST_VALUE)
