"""The words, numbers, amounts and days of a report, and the tables made of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from bot.domain.half_years import half_year_named
from bot.i18n import FSI, PDI, Translator, mark, plain, visible
from bot.rules import written_days
from bot.screens.half_years import half_year
from bot.screens.pathway import NAMES as STATIONS
from bot.screens.report_blocks import TOO_FEW, Block, Chart, Paragraph, Snapshot, Table
from bot.ui import Html

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
    "offers/full": mark("Full offers"),
    "offers/begun": mark("Offers that began"),
    "offers/ended": mark("Offers that ended"),
    "meetings/held": mark("Meetings held"),
    "meetings/cancelled": mark("Meetings cancelled"),
    "meetings/came": mark("Visits to meetings"),
    "meetings/waited": mark("Waited and got no place"),
    "trainings/days": mark("Training days"),
    "trainings/came": mark("Visits to training days"),
    "results/decisions": mark("Decisions of groups"),
    "results/tasks": mark("Tasks of groups"),
    "results/tasks_done": mark("Tasks done"),
    "messages/sendings": mark("Messages sent"),
    "messages/arrived": mark("Copies that arrived"),
    "help/asked": mark("Requests for help"),
    "help/given": mark("Help given"),
    "help/handed": mark("Requests taken over by the office"),
    "help/without": mark("Requests without help so far"),
    "misses/asked": mark("Searches without a result"),
    "documents/open": mark("Documents"),
}
GROUPS = {
    "helper_circle": mark("Helper circles"),
    "working_group": mark("Working groups"),
    "steering_group": mark("Steering groups"),
    "round_table": mark("Round tables"),
    "training": mark("Groups for training days"),
}
TARGETS = {
    "children": mark("children"),
    "young_people": mark("young people"),
    "women": mark("women"),
    "older_people": mark("older people"),
    "families": mark("families"),
}


def said(words: Html) -> str:
    """Return words as plain text, as every format takes them."""
    return plain(words)


def number_or_dash(value: object) -> str:
    """Return a number as it stands in the snapshot; a dash for one that is not told."""
    return TOO_FEW if value is None else str(value)


def is_written(snapshot: Snapshot, part: str) -> bool:
    """Return whether the office has written a text for a part: it is shown without numbers, too."""
    return bool(snapshot["texts"].get(part, "").strip())


def text_of_office(snapshot: Snapshot, part: str) -> Iterator[Block]:
    """The text of the office for a part, paragraph by paragraph."""
    for paragraph in snapshot["texts"].get(part, "").split("\n\n"):
        if paragraph.strip():
            yield Paragraph(paragraph.strip())


def table(
    tr: Translator, title: Html, header: Sequence[Html], rows: Sequence[Sequence[object]]
) -> Table:
    """Return a table whose first column is words and whose others are numbers."""
    return Table(
        title=said(title),
        header=tuple(map(said, header)),
        rows=tuple((str(row[0]), *map(number_or_dash, row[1:])) for row in rows),
        numbers=tuple(range(1, len(header))),
    )


def chart(tr: Translator, title: Html, bars: Sequence[tuple[str, int]]) -> Chart:
    """Return a bar chart whose alternative text says every bar."""
    alt = ", ".join(f"{label}: {count}" for label, count in bars)
    return Chart(said(title), tuple(bars), f"{said(title)}. {alt}")


def figure(tr: Translator, kind: str, name: str) -> str:
    """Return the name of a figure of evidence, as ``offers/open``."""
    return said(tr(FIGURES[f"{kind}/{name}"]))


def in_order(kind: str, figures: Mapping[str, int | None]) -> list[tuple[str, int | None]]:
    """Return figures in the order in which people read them; a stored report has them by name."""
    names = list(FIGURES)
    return sorted(figures.items(), key=lambda part: names.index(f"{kind}/{part[0]}"))


def in_language(tr: Translator, names: Mapping[str, str]) -> str:
    """Return the name in a language, the German one where it has none."""
    return names.get(tr.language.code) or names["de"]


def labelled(tr: Translator, label: Html, answer: str) -> str:
    """Return an answer behind its label; beside words from the right it keeps its direction."""
    return f"{said(label)}: {FSI}{answer}{PDI}" if tr.language.rtl else f"{said(label)}: {answer}"


def quantity(tr: Translator, number: str | None, unit: str) -> str:
    """Return a quantity with its unit; empty where none was set."""
    return f"{tr.decimal(Decimal(number))} {unit}" if number is not None else ""


def euros(tr: Translator, amount: str) -> str:
    """Return an amount as people write it in that language; a dash stays one."""
    return amount if amount == TOO_FEW else tr.money(Decimal(amount))


def span(amounts: Iterable[str]) -> str:
    """Return two amounts as from – to, or one where both are equal."""
    return " – ".join(dict.fromkeys(amounts))


def day_written(day: str | None) -> str:
    """Return an ISO day as German papers write it; empty for none."""
    return written_days.day_written(date.fromisoformat(day) if day else None)


def half_year_written(tr: Translator, name: str) -> str:
    """Return a half-year in words, as it is named if its name is none of ours."""
    period = half_year_named(name)
    return visible(half_year(tr, period)) if period else name


def station_name(tr: Translator, station: Snapshot) -> str:
    """Return the name of a station: the district's own, ours, German, or its number."""
    own, code = station["names"], station["code"]
    if tr.language.code not in own and code in STATIONS:
        return said(tr(STATIONS[code]))
    return str(own.get(tr.language.code) or own.get("de") or station["number"])
