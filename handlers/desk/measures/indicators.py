"""Numbers about the district that stand in the report: typed by the office, with their source."""

from collections.abc import Callable, Sequence
from datetime import date
from zlib import crc32

from bot import text
from bot.domain.audits import Act, Facts
from bot.domain.desk import Cells
from bot.domain.half_years import HalfYear, half_year_named, half_year_of
from bot.domain.measures import Indicator, IndicatorValue
from bot.i18n import mark, plain
from bot.rules.cells import Wrong
from bot.rules.measure_cells import amount, written
from bot.rules.measures import MOST_INDICATORS, checked_indicator, checked_value, may_keep
from bot.rules.problems import Problem, Refusal
from bot.rules.typed_days import typed_day
from bot.screens import problems
from bot.screens.half_years import half_year
from bot.screens.import_mistakes import reason_of
from handlers.desk import forms, lists
from handlers.desk.forms import Choice, FormField
from handlers.desk.measures import indicator_import
from handlers.desk.measures.council_reports import SHOWN_PERIODS
from handlers.desk.measures.indicator_import import ToldFault
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.measures import indicators

PAGE = "/desk/report/indicators"
NAMES = ("name", "unit", "period", "value", "source", "as_of")
LABELS = {
    "name": mark("What"),
    "unit": mark("What is counted"),
    "period": mark("Half-year"),
    "value": mark("Value"),
    "source": mark("Source"),
    "as_of": mark("Day"),
}


async def show(desk: DeskRequest) -> Answer:
    """Return the numbers, and the form of a further one."""
    return await _shown(desk)


async def _shown(desk: DeskRequest, faults: Sequence[ToldFault] = ()) -> Shown:
    """Return the page; ``faults`` are those of a table that was sent."""
    known = await indicators.of_district(desk.store, desk.district.id)
    stored = _begun(desk)
    version = _version(known)
    opened = await forms.opened(desk, form_of(desk), stored, version)
    values = {**stored, **forms.of_known(opened.values, NAMES)} if opened.draft else stored
    is_refused = opened.draft is not None and opened.draft.refused
    return Shown(
        "indicators.html",
        {
            "indicators": known,
            "most": MOST_INDICATORS,
            "written": written,
            "base": version,
            "is_changed": opened.draft is not None and opened.base != version,
            "opened": opened,
            "values": values,
            "fields": _fields(desk, known),
            "mistakes": _mistakes(desk, known, values) if is_refused else {},
            "labels": LABELS,
            "faults": faults,
        },
        422 if faults else 200,
    )


async def hear(desk: DeskRequest) -> Answer:
    """Store a number or a table of them, delete one, or keep or discard what was typed."""
    may_keep(desk.turn.person, desk.district.id)
    if answer := await forms.aside(desk, form_of(desk), PAGE):
        return answer
    known = await indicators.of_district(desk.store, desk.district.id)
    if desk.sent("act") == "delete":
        return await _deleted(desk, known)
    if desk.sent("act") == "import":
        return await _imported(desk, known)
    typed = forms.of_known(forms.kept_values(desk.fields), NAMES)
    if _mistakes(desk, known, typed) or forms.base_of(desk) != _version(known):
        return await forms.refuse(desk, form_of(desk))
    return await _stored(desk, known, typed)


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts are kept, "" for a press without words."""
    return "" if desk.sent("act") in ("delete", "import") else f"indicator:{desk.district.id}"


async def _imported(desk: DeskRequest, known: Sequence[Indicator]) -> Answer:
    if faults := await indicator_import.store(desk, known):
        return await _shown(desk, faults)
    return Done(f"{PAGE}?said=imported")


async def _stored(desk: DeskRequest, known: Sequence[Indicator], typed: Cells) -> Done:
    indicator = _named(known, typed["name"])
    indicator_id = indicator.id if indicator else await _added(desk, typed)
    value = _value(typed, desk.turn.today)
    await indicators.set_value(desk.store, indicator_id, value, desk.turn.now)
    before = _of_period(indicator, value.period) if indicator else ""
    told = {"name": text.one_line(typed["name"]), "period": str(value.period)}
    await _audit(desk, {**told, "value": before}, {**told, "value": written(value.value)})
    await forms.drop(desk)
    return Done(f"{PAGE}?said=saved")


async def _added(desk: DeskRequest, typed: Cells) -> int:
    name, unit = text.one_line(typed["name"]), text.one_line(typed["unit"])
    return await indicators.add(desk.store, desk.district.id, name, unit)


async def _deleted(desk: DeskRequest, known: Sequence[Indicator]) -> Done:
    wanted = lists.number(desk.sent("id")) or 0
    indicator = next((stored for stored in known if stored.id == wanted), None)
    if indicator is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await indicators.remove(desk.store, indicator.id)
    await _audit(desk, {"name": indicator.name, "count": len(indicator.values)}, {})
    return Done(f"{PAGE}?said=done")


async def _audit(desk: DeskRequest, before: Facts, after: Facts) -> None:
    await desk.turn.audit(Act.INDICATOR, f"district {desk.district.id}", before, after)


def _begun(desk: DeskRequest) -> dict[str, str]:
    """Return what the form begins with: this half-year, and today."""
    today = desk.turn.today
    usual = {"period": str(half_year_of(today)), "as_of": f"{today:%d.%m.%Y}"}
    return {**dict.fromkeys(NAMES, ""), **usual}


def _fields(desk: DeskRequest, known: Sequence[Indicator]) -> list[FormField]:
    names = [Choice(indicator.name, indicator.name) for indicator in known]
    choices = {"name": names, "period": _periods(desk)}
    kinds = {"name": "list", "period": "choice"}
    return [
        FormField(
            name=name,
            label=LABELS[name],
            kind=kinds.get(name, "line"),
            choices=choices.get(name, ()),
            required=name != "unit",
        )
        for name in NAMES
    ]


def _periods(desk: DeskRequest) -> list[Choice]:
    """Return the half-years that a report can be about, this one first."""
    period, found = half_year_of(desk.turn.today), list[Choice]()
    for _ in range(SHOWN_PERIODS):
        found.append(Choice(str(period), plain(half_year(desk.turn.tr, period))))
        period = period.before
    return found


def _mistakes(desk: DeskRequest, known: Sequence[Indicator], typed: Cells) -> dict[str, str]:
    """Return the sentence of each wrong field."""
    today = desk.turn.today
    unread = {
        "value": _unread(desk, typed["value"], amount),
        "as_of": _unread(desk, typed["as_of"], lambda cell: typed_day(cell, today, is_past=True)),
    }
    found = {name: words for name, words in unread.items() if words}
    for name, problem in _problems(desk, known, typed, frozenset(found)).items():
        found.setdefault(name, plain(problems.words(desk.turn.tr, problem)))
    return found


def _unread(desk: DeskRequest, cell: str, reader: Callable[[str], object]) -> str:
    """Return why a cell cannot be read, "" if it can."""
    try:
        if reader(cell.strip()) is None:
            raise Wrong("missing")
    except Wrong as wrong:
        return reason_of(wrong, cell, desk.turn.tr.language.code)
    return ""


def _problems(
    desk: DeskRequest, known: Sequence[Indicator], typed: Cells, unread: frozenset[str]
) -> dict[str, Problem]:
    """Return what is wrong with the fields that can be read."""
    found: dict[str, Problem] = {}
    try:
        _check_name(known, typed)
    except Refusal as refusal:
        found["name"] = refusal.problem
    if typed["period"] not in {choice.value for choice in _periods(desk)}:
        found["period"] = Problem.CHOICE_GONE
    elif not unread:
        found |= _value_problem(desk, typed)
    return found


def _value_problem(desk: DeskRequest, typed: Cells) -> dict[str, Problem]:
    fields = {Problem.NO_SOURCE: "source", Problem.PERIOD_FUTURE: "as_of"}
    try:
        checked_value(_value(typed, desk.turn.today), desk.turn.today)
    except Refusal as refusal:
        return {fields.get(refusal.problem, "value"): refusal.problem}
    return {}


def _check_name(known: Sequence[Indicator], typed: Cells) -> None:
    """Refuses a new number as storing it would, and another unit for a known one."""
    name, unit = text.one_line(typed["name"]), text.one_line(typed["unit"])
    indicator = _named(known, name)
    if indicator is None or unit not in ("", indicator.unit):
        checked_indicator(name, unit, known)


def _value(typed: Cells, today: date) -> IndicatorValue:
    period, value = half_year_named(typed["period"]), amount(typed["value"].strip())
    day = typed_day(typed["as_of"], today, is_past=True)
    if period is None or value is None or day is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return IndicatorValue(period, value, text.one_line(typed["source"]), day)


def _version(known: Sequence[Indicator]) -> int:
    """Return what tells whether the numbers are still those that a page showed."""
    return crc32(repr(known).encode()) % 10**9


def _named(known: Sequence[Indicator], name: str) -> Indicator | None:
    wanted = text.one_line(name)
    return next((indicator for indicator in known if indicator.name == wanted), None)


def _of_period(indicator: Indicator, period: HalfYear) -> str:
    """Return the value of a half-year as the office writes it, "" for none."""
    return next((written(it.value) for it in indicator.values if it.period == period), "")
