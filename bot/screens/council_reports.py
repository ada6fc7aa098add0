"""The report to the council in words: headings, paragraphs, tables and charts, for every format.

All of it is made from a snapshot, so that the files equal it number by number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain.half_years import half_year_named
from bot.domain.measures import MeasureText, measure_text
from bot.i18n import Translator, mark, plain, visible
from bot.screens import council_papers
from bot.screens.half_years import half_year
from bot.screens.pathway import NAMES as STATIONS
from bot.ui import Html

Snapshot = Mapping[str, Any]
TOO_FEW = "–"
"""Stands for a number that is not told."""
STATES = {
    "planned": mark("Planned"),
    "running": mark("Running"),
    "done": mark("Completed"),
    "postponed": mark("Postponed"),
    "dropped": mark("Dropped"),
    "no_answer": mark("No answer"),
}
FIGURES = {
    "offers/open": mark("Open offers"),
    "offers/seats": mark("Places in open offers"),
    "offers/begun": mark("Offers that began"),
    "offers/ended": mark("Offers that ended"),
    "meetings/held": mark("Meetings held"),
    "meetings/cancelled": mark("Meetings cancelled"),
    "meetings/came": mark("Visits to meetings"),
    "results/decisions": mark("Decisions of groups"),
    "results/tasks": mark("Tasks of groups"),
    "results/tasks_done": mark("Tasks done"),
    "messages/sendings": mark("Messages sent"),
    "messages/arrived": mark("Copies that arrived"),
    "help/asked": mark("Requests for help"),
    "help/given": mark("Help given"),
    "help/handed": mark("Requests taken over by the office"),
    "misses/asked": mark("Searches without a result"),
    "documents/open": mark("Documents"),
}
GROUPS = {
    "helper_circle": mark("Helper circles"),
    "working_group": mark("Working groups"),
    "steering_group": mark("Steering groups"),
    "round_table": mark("Round tables"),
    "training": mark("Training days"),
}
TARGETS = {
    "children": mark("children"),
    "young_people": mark("young people"),
    "women": mark("women"),
    "older_people": mark("older people"),
    "families": mark("families"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is a part of the report, and none is skipped."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one line of headers; ``numbers`` are the columns that hold numbers, from 0.

    ``typed`` are the rows for a program, with plain numbers, where people read other ones.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    typed: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, each with its label and number; ``alt`` says all of it in words."""

    title: str
    bars: tuple[tuple[str, int], ...]
    alt: str


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Document:
    """A report as it is read; ``status`` says which version it is, or that it is a draft.

    ``draft`` is the word that marks every page of a draft, "" for a released report. ``fields``
    are the words that a letterhead may place; with ``has_head`` the first block is a table that
    says the same.
    """

    title: str
    subtitle: str
    status: str
    draft: str
    language: str
    day: date
    blocks: tuple[Block, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    has_head: bool = False


def document(tr: Translator, snapshot: Snapshot) -> Document:
    """Return the whole report in a language."""
    as_of = date.fromisoformat(snapshot["as_of"])
    day = f"{as_of:%d.%m.%Y}"
    head = tuple(_head(tr, snapshot, day))
    blocks = (
        *head,
        *_sections(tr, snapshot, council_papers.BEFORE),
        *_overview(tr, snapshot),
        *_measures(tr, snapshot),
        *_needs(tr, snapshot),
        *_stations(tr, snapshot),
        *_activity(tr, snapshot),
        *_people(tr, snapshot),
        *_indicators(tr, snapshot),
        *_decisions(tr, snapshot),
        *_sections(tr, snapshot, council_papers.AFTER),
    )
    district, period = snapshot["district"]["name"], _half_year(tr, snapshot["period"])
    return Document(
        title=_said(tr("Integration report")),
        subtitle=f"{district} · {period}",
        status=_status(tr, snapshot),
        draft=_said(tr("Draft")) if "version" not in snapshot else "",
        language=tr.language.code,
        day=as_of,
        blocks=blocks,
        fields=council_papers.fields(snapshot, day),
        has_head=bool(head),
    )


def _head(tr: Translator, snapshot: Snapshot, day: str) -> Iterator[Block]:
    """The head of a paper for the council, if the office has written any part of one."""
    if rows := council_papers.head(tr, snapshot, day):
        header = (_said(tr("What")), _said(tr("Value")))
        yield Table(_said(tr("Paper for the council")), header, rows)


def _sections(tr: Translator, snapshot: Snapshot, parts: Mapping[str, str]) -> Iterator[Block]:
    for title, part in council_papers.sections(tr, snapshot, parts):
        yield Heading(1, title)
        yield from _text(snapshot, part)


def _said(words: Html) -> str:
    return plain(words)


def _number(value: object) -> str:
    """Return a number as it stands in the snapshot; a dash for one that is not told."""
    return TOO_FEW if value is None else str(value)


def _status(tr: Translator, snapshot: Snapshot) -> str:
    if "version" not in snapshot:
        return _said(tr("Draft. The numbers may still change."))
    first = tr("Version {number}", number=snapshot["version"])
    reason = snapshot["reason"]
    changed = tr("What has changed: {reason}", reason=reason) if reason else Html("")
    return " ".join(filter(None, (visible(first), visible(changed))))


def _text(snapshot: Snapshot, part: str) -> Iterator[Block]:
    """The text of the office for a part, paragraph by paragraph."""
    for paragraph in snapshot["texts"].get(part, "").split("\n\n"):
        if paragraph.strip():
            yield Paragraph(paragraph.strip())


def _overview(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    yield Heading(1, _said(tr("Overview")))
    yield from _text(snapshot, "overview")
    states, money = snapshot["states"], snapshot["money"]
    bars = tuple((_said(tr(words)), states[name]) for name, words in STATES.items())
    rows = [(_said(tr("Measures")), states["all"]), *bars, (_said(tr("late")), states["late"])]
    yield _table(tr, tr("Measures by status"), (tr("Status"), tr("How many")), rows)
    if states["all"]:
        yield _chart(tr, tr("Measures by status"), bars)
    amounts = _table(tr, tr("Money in euros"), (tr("What"), tr("Euros")), [
        (_said(tr("Planned, at least")), money["cost_from"]),
        (_said(tr("Planned, at most")), money["cost_to"]),
        (_said(tr("Spent")), money["spent"]),
    ])  # fmt: skip
    shown = tuple((name, _euros(tr, amount)) for name, amount in amounts.rows)
    yield replace(amounts, rows=shown, typed=amounts.rows)
    yield Paragraph(_said(tr("Numbers of people below 5 are not shown: {sign}", sign=TOO_FEW)))


def _table(
    tr: Translator, title: Html, header: Sequence[Html], rows: Sequence[Sequence[object]]
) -> Table:
    """Return a table whose first column is words and whose others are numbers."""
    return Table(
        title=_said(title),
        header=tuple(map(_said, header)),
        rows=tuple((str(row[0]), *map(_number, row[1:])) for row in rows),
        numbers=tuple(range(1, len(header))),
    )


def _chart(tr: Translator, title: Html, bars: Sequence[tuple[str, int]]) -> Chart:
    alt = ", ".join(f"{label}: {number}" for label, number in bars)
    return Chart(_said(title), tuple(bars), f"{_said(title)}. {alt}")


def _measures(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    yield Heading(1, _said(tr("Measures")))
    yield from _text(snapshot, "measures")
    slugs = [topic["slug"] for topic in snapshot["fields"]]
    for topic in (*snapshot["fields"], {"slug": "", "names": {"de": _said(tr("Other"))}}):
        own = topic["slug"]
        chosen = [
            m
            for m in snapshot["measures"]
            if m["field"] == own or (not own and m["field"] not in slugs)
        ]
        if chosen:
            names = topic["names"]
            yield Heading(2, names.get(tr.language.code) or names["de"])
            yield from _text(snapshot, f"field {own}")
        for measure in chosen:
            yield from _measure(tr, measure)


def _measure(tr: Translator, measure: Snapshot) -> Iterator[Block]:
    texts = [MeasureText(code, **text) for code, text in measure["texts"].items()]
    own = measure_text(texts, tr.language.code)
    yield Heading(3, f"{measure['number']} {own.title}")
    yield from map(Paragraph, filter(None, (own.goal, own.description)))
    title = tr("Measure {number}", number=measure["number"])
    rows = [(_said(name), value) for name, value in _stated(tr, measure) if value]
    header = (_said(tr("What")), _said(tr("Value")))
    yield Table(visible(title), header, (*rows, *_measured(tr, measure)))
    yield from _reviewed(tr, measure["review"] or {})


def _measured(tr: Translator, measure: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the name and the number of each figure that tells of a measure."""
    for part in measure["evidence"]:
        for name, value in part["figures"].items():
            yield _figure(tr, part["kind"], name), _number(value)


def _reviewed(tr: Translator, review: Snapshot) -> Iterator[Block]:
    answers = (
        (tr("What happened"), review.get("words")),
        (tr("What next"), review.get("next_step")),
    )
    for label, answer in answers:
        if answer:
            yield Paragraph(f"{_said(label)}: {answer}")


def _figure(tr: Translator, kind: str, name: str) -> str:
    return _said(tr(FIGURES[f"{kind}/{name}"]))


def _stated(tr: Translator, measure: Snapshot) -> Iterator[tuple[Html, str]]:
    words = STATES[measure["state"]]
    late = f", {_said(tr('late'))}" if measure["late"] else ""
    review = measure["review"] or {}
    unit = measure["unit"]
    yield tr("Status"), f"{_said(tr(words))}{late}"
    yield tr("Target"), _quantity(tr, measure["target"], unit)
    yield tr("Reached"), _quantity(tr, review.get("actual"), unit)
    costs = (measure["cost_from"], measure["cost_to"])
    yield tr("Cost in euros"), _range(_euros(tr, amount) for amount in costs if amount is not None)
    yield tr("Spent in euros"), _euros(tr, review["spent"]) if review.get("spent") else ""
    yield tr("Paid by"), measure["cost_source"]
    yield tr("From"), _day(measure["start"])
    yield tr("Until"), _day(measure["due"])
    yield tr("Organisation"), measure["organisation"]


def _quantity(tr: Translator, number: str | None, unit: str) -> str:
    return f"{tr.decimal(Decimal(number))} {unit}" if number is not None else ""


def _euros(tr: Translator, amount: str) -> str:
    """Return an amount as people write it in that language; a dash stays one."""
    return amount if amount == TOO_FEW else tr.money(Decimal(amount))


def _range(amounts: Iterable[str]) -> str:
    return " – ".join(dict.fromkeys(amounts))


def _day(day: str | None) -> str:
    return f"{date.fromisoformat(day):%d.%m.%Y}" if day else ""


def _half_year(tr: Translator, name: str) -> str:
    """Return a half-year in words, as it is named if its name is none of ours."""
    period = half_year_named(name)
    return _said(half_year(tr, period)) if period else name


def _needs(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    yield Heading(1, _said(tr("Needs")))
    yield from _text(snapshot, "needs")
    if not snapshot["needs"]:
        yield Paragraph(_said(tr("No search failed often enough to be shown here.")))
        return
    header = (
        tr("Asked for and not found"), tr("Searches"), tr("Half-year before"),
        tr("Open offers"), tr("Offers that ended"),
    )  # fmt: skip
    rows = [
        (
            tr.concept_name(need["concept"]), need["asked"], need["before"],
            need["supply"]["open"], need["supply"]["ended"],
        )
        for need in snapshot["needs"]
    ]  # fmt: skip
    yield _table(tr, tr("Needs"), header, rows)
    bars = [(str(row[0]), int(row[1])) for row in rows if row[1] is not None][:10]
    if bars:
        yield _chart(tr, tr("Needs"), bars)


def _stations(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    """The people who came to the stations to a job; older reports have no such numbers."""
    told, searched = snapshot.get("stations", ()), snapshot.get("searched", ())
    if not told and not searched:
        return
    title = tr("People at the stations to a job")
    yield Heading(1, _said(title))
    yield from _text(snapshot, "stations")
    if told:
        rows = [(station_name(tr, station), station["arrived"]) for station in told]
        yield _table(tr, title, (tr("Station"), tr("New people")), rows)
        yield _chart(tr, title, rows)
    if searched:
        yield _searched(tr, searched)


def _searched(tr: Translator, searched: Sequence[Snapshot]) -> Table:
    """Return what people at the stations searched for, the stations in the order of numbers."""
    header = (tr("Station"), tr("Searched for"), tr("Searches"))
    rows = tuple(
        (station_name(tr, part), tr.concept_name(part["concept"]), str(part["searches"]))
        for part in searched
    )
    title = _said(tr("What people at the stations searched for"))
    return Table(title, tuple(map(_said, header)), rows, (2,))


def station_name(tr: Translator, station: Snapshot) -> str:
    """Return the name of a station: the district's own, ours, German, or its number."""
    own, code = station["names"], station["code"]
    if tr.language.code not in own and code in STATIONS:
        return _said(tr(STATIONS[code]))
    return str(own.get(tr.language.code) or own.get("de") or station["number"])


def _activity(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    yield Heading(1, _said(tr("What happened")))
    yield from _text(snapshot, "activity")
    rows = [
        (_figure(tr, part["kind"], name), value)
        for part in snapshot["activity"]
        for name, value in part["figures"].items()
    ]
    yield _table(tr, tr("Activity in the half-year"), (tr("What"), tr("How many")), rows)
    groups = [(_said(tr(words)), snapshot["groups"][kind]) for kind, words in GROUPS.items()]
    groups.append((_said(tr("Volunteers")), snapshot["volunteers"]))
    yield _table(tr, tr("Groups"), (tr("What"), tr("How many")), groups)
    targets = [(_said(tr(words)), snapshot["targets"][name]) for name, words in TARGETS.items()]
    yield _table(tr, tr("Offers for"), (tr("Who"), tr("Open offers")), targets)


def _people(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    reach = snapshot["reach"]
    if not reach:
        return
    yield Heading(1, _said(tr("Reach by language")))
    yield from _text(snapshot, "reach")
    rows = [
        (_said(tr("All")) if code == "all" else visible(Html(tr.language_name(code))), number)
        for code, number in reach.items()
    ]
    yield _table(tr, tr("People by language"), (tr("Language"), tr("People")), rows)


def _indicators(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    if not snapshot["indicators"]:
        return
    yield Heading(1, _said(tr("Numbers about the district")))
    yield from _text(snapshot, "indicators")
    header = (tr("What"), tr("Half-year"), tr("Value"), tr("Source"))
    rows = tuple(
        (
            f"{indicator['name']} ({indicator['unit']})".removesuffix(" ()"),
            _half_year(tr, value["period"]), value["value"],
            f"{value['source']}, {_day(value['as_of'])}",
        )
        for indicator in snapshot["indicators"]
        for value in indicator["values"]
    )  # fmt: skip
    yield Table(_said(tr("Numbers about the district")), tuple(map(_said, header)), rows, (2,))


def _decisions(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    if not snapshot["decisions"]:
        return
    yield Heading(1, _said(tr("Decisions of the steering group")))
    for decision in snapshot["decisions"]:
        yield Paragraph(decision)
