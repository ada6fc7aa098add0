"""The letterhead of the Word report at the desk: a template and a logo, checked, and a print."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot import text
from bot.domain.audits import Act, Facts
from bot.domain.council_reports import Letterhead
from bot.domain.half_years import half_year_of
from bot.i18n import Translator, plain
from bot.rules.measures import may_keep
from bot.rules.problems import Problem, Refusal
from bot.screens.half_years import half_year
from bot.screens.letterheads import FAULTS, FIELDS
from bot.screens.report_blocks import Chart, Document, Heading, Paragraph, Table
from handlers.desk.imports.uploads import LONGEST_NAME
from handlers.desk.page import Answer, DeskRequest, Done, File, Shown
from handlers.files.letterhead_faults import MOST_BYTES, Fault, LetterheadFault
from handlers.files.report_files import DOCX
from handlers.web.uploads import TOO_LARGE
from storage.measures import letterheads, measures

PAGE = "/desk/report/letterhead"
LONGEST_UPLOAD = 2 * MOST_BYTES + 1024 * 1024
"""Maximum size of the form with both files, in bytes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The files of a form were looked at; ``fault`` None: they can be taken."""

    fault: LetterheadFault | None


async def show(desk: DeskRequest) -> Answer:
    """Return what there is; with ``as=docx`` in the address a short report on it, to look at."""
    if desk.asked("as") != "docx":
        return await _shown(desk)
    stored = await letterheads.of_district(desk.store, desk.district.id)
    sample = _sample(desk.turn.tr, desk.district.name, desk)
    content = await asyncio.to_thread(_drawn, sample, stored)
    return File(f"{desk.district.slug}-probe.docx", DOCX, content)


def _drawn(report: Document, letterhead: Letterhead) -> bytes:
    from handlers.files import report_docx  # python-docx, which only letterheads need

    return report_docx.rendered(report, letterhead)


async def prepare(desk: DeskRequest) -> Callable[[], Checked]:
    """Return what checks the files of a form."""
    files = [(name, desk.sent_files(name)[:1]) for name in ("template", "logo")]
    return partial(_checked, [(name, file.content) for name, sent in files for file in sent])


def _checked(files: Sequence[tuple[str, bytes]]) -> Checked:
    """Return what is wrong with the first file that is not taken; each is in a field of a form."""
    if not files:
        return Checked(None)
    from handlers.files import letterheads as checks  # python-docx, which only letterheads need

    by_field = {"template": checks.check_template, "logo": checks.check_logo}
    try:
        for name, content in files:
            by_field[name](content)
    except LetterheadFault as fault:
        return Checked(fault)
    return Checked(None)


async def hear(desk: DeskRequest) -> Answer:
    """Keep a template or a logo, or say what is wrong with it; or take one of them away."""
    may_keep(desk.turn.person, desk.district.id)
    await measures.lock_district(desk.store, desk.district.id)
    stored = await letterheads.of_district(desk.store, desk.district.id)
    try:
        changed = await _changed(desk, stored)
    except LetterheadFault as fault:
        return await _shown(desk, fault)
    if changed == stored:
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    await letterheads.change(desk.store, desk.district.id, changed, desk.turn.now)
    facts = [_facts(letterhead) for letterhead in (stored, changed)]
    await desk.turn.audit(Act.LETTERHEAD, f"district {desk.district.id}", *facts)
    return Done(f"{PAGE}?said=saved")


async def _changed(desk: DeskRequest, stored: Letterhead) -> Letterhead:
    """Return the letterhead as it shall be. Raises LetterheadFault."""
    match desk.sent("act"):
        case "no_template":
            return replace(stored, template=None, name="")
        case "no_logo":
            return replace(stored, logo=None)
    if desk.sent_all(TOO_LARGE):
        raise LetterheadFault(Fault.LARGE)
    if not isinstance(desk.prepared, Checked):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if desk.prepared.fault:
        raise desk.prepared.fault
    templates, logos = desk.sent_files("template"), desk.sent_files("logo")
    if templates:
        name = text.one_line(templates[0].name)[:LONGEST_NAME]
        stored = replace(stored, template=templates[0].content, name=name)
    if logos:
        stored = replace(stored, logo=logos[0].content)
    return stored


def _facts(letterhead: Letterhead) -> Facts:
    return {"template": letterhead.template is not None, "logo": letterhead.logo is not None}


async def _shown(desk: DeskRequest, fault: LetterheadFault | None = None) -> Shown:
    stored = await letterheads.of_district(desk.store, desk.district.id)
    words = FAULTS[fault.fault] if fault else ""
    values = {
        "letterhead": stored,
        "wrong": words,
        "field": fault.field if fault else "",
        "fields": FIELDS,
    }
    return Shown("letterhead.html", values, 422 if fault else 200)


def _sample(tr: Translator, district: str, desk: DeskRequest) -> Document:
    """Return a short report with a block of each kind; it is marked as a draft."""
    overview, states = plain(tr("Overview")), plain(tr("Measures by status"))
    bars = ((plain(tr("Planned")), 3), (plain(tr("Completed")), 5))
    rows = tuple((label, str(count)) for label, count in bars)
    header = (plain(tr("Status")), plain(tr("How many")))
    return Document(
        title=plain(tr("Integration report")),
        subtitle=f"{district} · {plain(half_year(tr, half_year_of(desk.turn.today)))}",
        status=plain(tr("Draft. The numbers may still change.")),
        draft=plain(tr("Draft")),
        language=tr.language.code,
        day=desk.turn.today,
        blocks=(
            Heading(1, overview),
            Paragraph(plain(tr("Draft. The numbers may still change."))),
            Heading(2, states),
            Table(states, header, rows, (1,)),
            Chart(states, bars, states),
        ),
    )
