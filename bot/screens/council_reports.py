"""The report to the council in words: headings, paragraphs, tables and charts, for every format.

All of it is made from a snapshot, so that the files equal it number by number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.measures import MeasureText, measure_text
from bot.i18n import Translator, visible
from bot.screens import council_papers, report_needs
from bot.screens.report_blocks import TOO_FEW, Block, Document, Heading, Paragraph, Snapshot, Table
from bot.screens.report_words import (
    GROUPS,
    STATES,
    TARGETS,
    chart,
    day_written,
    euros,
    figure,
    half_year_written,
    in_language,
    in_order,
    is_written,
    labelled,
    number_or_dash,
    quantity,
    said,
    span,
    table,
    text_of_office,
)
from bot.ui import Html


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
        *report_needs.blocks(tr, snapshot),
        *_activity(tr, snapshot),
        *_people(tr, snapshot),
        *_indicators(tr, snapshot),
        *_decisions(tr, snapshot),
        *_sections(tr, snapshot, council_papers.AFTER),
    )
    district, period = snapshot["district"]["name"], half_year_written(tr, snapshot["period"])
    return Document(
        title=said(tr("Integration report")),
        subtitle=f"{district} · {period}",
        status=_status(tr, snapshot),
        draft=said(tr("Draft")) if "version" not in snapshot else "",
        language=tr.language.code,
        day=as_of,
        blocks=blocks,
        fields=council_papers.fields(snapshot, day),
        has_head=bool(head),
        is_rtl=tr.language.rtl,
    )


def _head(tr: Translator, snapshot: Snapshot, day: str) -> Iterator[Block]:
    """The head of a paper for the council, if the office has written any part of one."""
    if rows := council_papers.head(tr, snapshot, day):
        header = (said(tr("What")), said(tr("Value")))
        yield Table(said(tr("Paper for the council")), header, rows)


def _sections(tr: Translator, snapshot: Snapshot, parts: Mapping[str, str]) -> Iterator[Block]:
    for title, part in council_papers.sections(tr, snapshot, parts):
        yield Heading(1, title)
        yield from text_of_office(snapshot, part)


def _status(tr: Translator, snapshot: Snapshot) -> str:
    if "version" not in snapshot:
        return said(tr("Draft. The numbers may still change."))
    first = tr("Version {number}", number=snapshot["version"])
    reason = snapshot["reason"]
    changed = tr("What has changed: {reason}", reason=reason) if reason else Html("")
    return " ".join(filter(None, (visible(first), visible(changed))))


def _overview(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    yield Heading(1, said(tr("Overview")))
    yield from text_of_office(snapshot, "overview")
    states, money = snapshot["states"], snapshot["money"]
    bars = tuple((said(tr(words)), states[name]) for name, words in STATES.items())
    rows = [(said(tr("Measures")), states["all"]), *bars, (said(tr("late")), states["late"])]
    yield table(tr, tr("Measures by status"), (tr("Status"), tr("How many")), rows)
    if states["all"]:
        yield chart(tr, tr("Measures by status"), bars)
    amounts = table(tr, tr("Money in euros"), (tr("What"), tr("Euros")), [
        (said(tr("Planned, at least")), money["cost_from"]),
        (said(tr("Planned, at most")), money["cost_to"]),
        (said(tr("Spent")), money["spent"]),
    ])  # fmt: skip
    shown = tuple((name, euros(tr, amount)) for name, amount in amounts.rows)
    yield replace(amounts, rows=shown, typed=amounts.rows)
    yield from (Paragraph(visible(sentence)) for sentence in _hidden(tr, snapshot))


def _hidden(tr: Translator, snapshot: Snapshot) -> Iterator[Html]:
    """Yield why a number is not shown: readers meet dashes for numbers that are not small."""
    yield tr("Numbers of people below 5 are not shown: {sign}", sign=TOO_FEW)
    yield tr("A larger number is not shown if a number below 5 could be worked out from it.")
    if snapshot.get("is_correction", snapshot.get("version", 1) > 1):
        yield tr(
            "A number that differs from an earlier version by fewer than 5 is not shown either."
        )


def _measures(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    yield Heading(1, said(tr("Measures")))
    yield from text_of_office(snapshot, "measures")
    slugs = [topic["slug"] for topic in snapshot["fields"]]
    for topic in (*snapshot["fields"], {"slug": "", "names": {"de": said(tr("Other"))}}):
        own = topic["slug"]
        chosen = [m for m in snapshot["measures"] if _is_of(m, own, slugs)]
        if chosen or is_written(snapshot, f"field {own}"):
            names = topic["names"]
            yield Heading(2, in_language(tr, names))
            yield from text_of_office(snapshot, f"field {own}")
        for measure in chosen:
            yield from _measure(tr, measure)


def _is_of(measure: Snapshot, own: str, slugs: Sequence[str]) -> bool:
    """Return whether a measure is of a field; "" has those whose field is none of ``slugs``."""
    return measure["field"] == own or (not own and measure["field"] not in slugs)


def _measure(tr: Translator, measure: Snapshot) -> Iterator[Block]:
    texts = [MeasureText(code, **text) for code, text in measure["texts"].items()]
    own = measure_text(texts, tr.language.code)
    yield Heading(3, f"{measure['number']} {own.title}")
    yield from map(Paragraph, filter(None, (own.goal, own.description)))
    title = tr("Measure {number}", number=measure["number"])
    rows = [(said(name), value) for name, value in _stated(tr, measure) if value]
    header = (said(tr("What")), said(tr("Value")))
    yield Table(visible(title), header, (*rows, *_measured(tr, measure)))
    yield from _reviewed(tr, measure["review"] or {})


def _measured(tr: Translator, measure: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield the name and the number of each figure that tells of a measure."""
    for part in measure["evidence"]:
        for name, value in in_order(part["kind"], part["figures"]):
            yield figure(tr, part["kind"], name), number_or_dash(value)


def _reviewed(tr: Translator, review: Snapshot) -> Iterator[Block]:
    answers = (
        (tr("What happened"), review.get("words")),
        (tr("What next"), review.get("next_step")),
    )
    for label, answer in answers:
        if answer:
            yield Paragraph(labelled(tr, label, answer))


def _stated(tr: Translator, measure: Snapshot) -> Iterator[tuple[Html, str]]:
    words = STATES[measure["state"]]
    late = f", {said(tr('late'))}" if measure["late"] else ""
    review = measure["review"] or {}
    unit = measure["unit"]
    yield tr("Status"), f"{said(tr(words))}{late}"
    yield tr("Target"), quantity(tr, measure["target"], unit)
    yield tr("Reached"), quantity(tr, review.get("actual"), unit)
    costs = (measure["cost_from"], measure["cost_to"])
    yield tr("Cost in euros"), span(euros(tr, amount) for amount in costs if amount is not None)
    yield tr("Spent in euros"), euros(tr, review["spent"]) if review.get("spent") else ""
    yield tr("Paid by"), measure["cost_source"]
    yield tr("From"), day_written(measure["start"])
    yield tr("Until"), day_written(measure["due"])
    yield tr("Organisation"), measure["organisation"]


def _activity(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    yield Heading(1, said(tr("What happened")))
    yield from text_of_office(snapshot, "activity")
    rows = [
        (figure(tr, part["kind"], name), value)
        for part in snapshot["activity"]
        for name, value in in_order(part["kind"], part["figures"])
    ]
    yield table(tr, tr("Activity in the half-year"), (tr("What"), tr("How many")), rows)
    groups = [(said(tr(words)), snapshot["groups"][kind]) for kind, words in GROUPS.items()]
    groups.append((said(tr("Volunteers")), snapshot["volunteers"]))
    yield table(tr, tr("Groups"), (tr("What"), tr("How many")), groups)
    targets = [(said(tr(words)), snapshot["targets"][name]) for name, words in TARGETS.items()]
    yield table(tr, tr("Offers for"), (tr("Who"), tr("Open offers")), targets)


def _people(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    reach = snapshot["reach"]
    if not (reach or is_written(snapshot, "reach")):
        return
    yield Heading(1, said(tr("Reach by language")))
    yield from text_of_office(snapshot, "reach")
    rows = [
        (said(tr("All")) if code == "all" else visible(Html(tr.language_name(code))), count)
        for code, count in sorted(reach.items(), key=_most_first)
    ]
    if rows:
        yield table(tr, tr("People by language"), (tr("Language"), tr("Number of people")), rows)


def _most_first(part: tuple[str, int]) -> tuple[bool, int, str]:
    """Return the place of a language in a list: behind all of them, the most spoken one first."""
    code, count = part
    return (code != "all", -count, code)


def _indicators(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    if not (snapshot["indicators"] or is_written(snapshot, "indicators")):
        return
    yield Heading(1, said(tr("Numbers about the district")))
    yield from text_of_office(snapshot, "indicators")
    typed = tuple(
        (
            f"{indicator['name']} ({indicator['unit']})".removesuffix(" ()"),
            half_year_written(tr, value["period"]), value["value"],
            f"{value['source']}, {day_written(value['as_of'])}",
        )
        for indicator in snapshot["indicators"]
        for value in indicator["values"]
    )  # fmt: skip
    if typed:
        header = (tr("What"), tr("Half-year"), tr("Value"), tr("Source"))
        rows = tuple((*row[:2], quantity(tr, row[2], "").strip(), row[3]) for row in typed)
        title = said(tr("Numbers about the district"))
        yield Table(title, tuple(map(said, header)), rows, (2,), typed)


def _decisions(tr: Translator, snapshot: Snapshot) -> Iterator[Block]:
    if not snapshot["decisions"]:
        return
    yield Heading(1, said(tr("Decisions of the steering group")))
    for decision in snapshot["decisions"]:
        yield Paragraph(decision)
