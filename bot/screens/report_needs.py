"""What a report tells of needs: searches in vain, waiting lists, courses, stations to a job."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.levels import Level
from bot.i18n import Translator, visible
from bot.screens.levels import level_name
from bot.screens.report_blocks import Block, Heading, Paragraph, Snapshot, Table
from bot.screens.report_words import (
    chart,
    in_language,
    is_written,
    said,
    station_name,
    table,
    text_of_office,
)
from bot.ui import Html


def blocks(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    """Yield the needs of a report; older reports have fewer numbers."""
    yield Heading(1, said(tr("Needs")))
    yield from text_of_office(snapshot, "needs")
    yield from _needs(tr, snapshot)
    if "waiting" in snapshot:
        yield from _waiting(tr, snapshot)
    if "levels" in snapshot:
        yield from _levels(tr, snapshot)
    yield from _stations(tr, snapshot)


def _needs(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    if not snapshot["needs"]:
        yield Paragraph(said(tr("No search failed often enough to be shown here.")))
        return
    has_full = any("full" in need["supply"] for need in snapshot["needs"])
    header = (
        tr("Asked for and not found"), tr("Searches"), tr("Half-year before"), tr("Open offers"),
        *((tr("Full offers"),) if has_full else ()),
        tr("Offers that ended"), tr("Found, none opened"),
    )  # fmt: skip
    rows = [
        (
            tr.concept_name(need["concept"]), need["asked"], need["before"],
            need["supply"]["open"], *((need["supply"].get("full"),) if has_full else ()),
            need["supply"]["ended"], need.get("unopened"),
        )
        for need in snapshot["needs"]
    ]  # fmt: skip
    yield table(tr, tr("Needs"), header, rows)
    bars = [(str(row[0]), int(row[1])) for row in rows if row[1] is not None][:10]
    if bars:
        yield chart(tr, tr("Needs"), bars)


def _waiting(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    """The newcomers who got no place, all together and by what the meetings have in common."""
    waiting = snapshot["waiting"]
    yield Paragraph(
        said(tr("Newcomers who wanted to come to a meeting, but all places were taken."))
    )
    rows = [
        (said(tr("All")), waiting["all"]),
        *_by(tr, tr("Topic"), _topics(tr, snapshot)),
        *_by(tr, tr("Town"), _towns(tr, snapshot)),
        *_most_first(waiting["group"]),
    ]
    yield table(tr, tr("Waiting lists"), (tr("What"), tr("Number of people")), rows)


def _topics(tr: Translator, snapshot: Snapshot) -> dict[str, int]:
    """Return name of a field of action → its number; groups of none stand beside them."""
    names = {topic["slug"]: in_language(tr, topic["names"]) for topic in snapshot["fields"]}
    counts = snapshot["waiting"]["field"]
    return {names.get(slug, said(tr("Other"))): count for slug, count in counts.items()}


def _towns(tr: Translator, snapshot: Snapshot) -> dict[str, int]:
    whole, counts = said(tr("The whole district")), snapshot["waiting"]["municipality"]
    return {town or whole: count for town, count in counts.items()}


def _by(tr: Translator, label: Html, counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for name, count in _most_first(counts):
        yield visible(tr("{name}: {value}", name=label, value=name)), count


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda part: (-part[1], part[0]))


def _levels(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    """The people who learn German, by level, and the seats that are free."""
    counted = tr(
        "We count people who keep their level here. “With a course” means: they saved a course "
        "that has not ended."
    )
    yield Paragraph(said(counted))
    header = (
        tr("German level"), tr("With a course"), tr("Without a course"), tr("Free places"),
    )  # fmt: skip
    rows = [
        (visible(level_name(tr, Level[row["level"]])), row["placed"], row["waiting"], row["seats"])
        for row in snapshot["levels"]
    ]
    yield table(tr, tr("People who learn German"), header, rows)


def _stations(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    """The people who came to the stations to a job; older reports have no such numbers."""
    told, searched = snapshot.get("stations", ()), snapshot.get("searched", ())
    if not (told or searched or is_written(snapshot, "stations")):
        return
    title = tr("People at the stations to a job")
    yield Heading(1, said(title))
    yield from text_of_office(snapshot, "stations")
    if told:
        rows = [(station_name(tr, station), station["arrived"]) for station in told]
        yield table(tr, title, (tr("Station"), tr("New people")), rows)
        yield chart(tr, title, rows)
    if searched:
        yield _searched(tr, searched)


def _searched(tr: Translator, searched: Sequence[Snapshot]) -> Table:
    """Return what people at the stations searched for, the stations in the order of numbers."""
    header = (tr("Station"), tr("Searched for"), tr("Searches"))
    rows = tuple(
        (station_name(tr, part), tr.concept_name(part["concept"]), str(part["searches"]))
        for part in searched
    )
    title = said(tr("What people at the stations searched for"))
    return Table(title, tuple(map(said, header)), rows, (2,))
