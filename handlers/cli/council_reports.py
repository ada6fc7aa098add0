"""``lotse report``: the report to the council, released once, as JSON, XLSX, PDF or DOCX."""

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson

from bot.domain.audits import Act, Facts
from bot.domain.council_reports import CouncilReport, Letterhead, OwnFiles
from bot.domain.half_years import HalfYear
from bot.domain.places import District
from bot.i18n import Translator
from bot.rules.council_reports import Snapshot, canonical, for_readers, is_unbroken
from bot.rules.measures import period_named
from bot.rules.problems import Refusal
from bot.screens.council_reports import document
from bot.screens.measure_desk import TEXT_PARTS
from bot.screens.problems import words
from bot.text import clean
from handlers.cli.context import CommandContext, district_named
from handlers.files import report_docx, report_pdf, report_tables
from storage.catalogue import places
from storage.engine.store import Store
from storage.measures import council_reports, letterheads
from storage.people.audits import Entry, note

Maker = Callable[[Snapshot, Translator, Letterhead], bytes]
PDF = ".pdf"


async def report(context: CommandContext, arguments: Namespace) -> int:
    """Write the report of a district; release it if it is none yet. Return 1 for a refusal."""
    path = Path(arguments.file)
    suffix = path.suffix.lower()
    make = _MAKERS.get(suffix)
    if make is None:
        context.out(f"Eine Datei mit / a file with {', '.join(_MAKERS)}: {path.name}")
        return 1
    if not _can_be_written(path):  # before anything is released
        context.out(f"Hier kann nichts gespeichert werden / nothing can be saved here: {path}")
        return 1
    async with context.opened() as conversation:
        tr = conversation.services.translators["de"]
        try:
            if suffix == PDF:
                report_pdf.check_parts()  # before anything is released
            period = period_named(arguments.period)
            async with conversation.database.write() as store:
                district = await district_named(store, arguments.district)
                await _write_texts(store, district, period, context, arguments.text)
                own = conversation.services.own_files(district.slug)
                snapshot = await _snapshot(store, district, period, context, arguments, own)
                paper = await letterheads.of_district(store, district.id)
            _write(path, make(snapshot, tr, paper))
        except Refusal as refusal:
            context.out(str(words(tr, refusal.problem)))
            return 1
        except report_pdf.MissingParts as missing:
            context.out(str(missing))
            return 1
        except UnknownPart as unknown:
            context.out(f"Diesen Teil gibt es nicht / there is no such part: {unknown}")
            return 1
    version = snapshot.get("version")
    named = f"Version {version}" if version else "Entwurf / draft"
    context.out(f"{district.name}, {period}, {named} → {path}")
    return 0


def _can_be_written(path: Path) -> bool:
    """Return whether a file can be stored under a path, which may exist already."""
    if path.exists():
        return path.is_file() and os.access(path, os.W_OK)
    return os.access(path.parent, os.W_OK)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


class UnknownPart(Exception):
    """There is no part of the report with this name."""


async def _write_texts(
    store: Store,
    district: District,
    period: HalfYear,
    context: CommandContext,
    texts: Sequence[tuple[str, str]],
) -> None:
    """Keep texts of the office for parts of the report. Raises UnknownPart."""
    slugs = [field.slug for field in await places.fields(store, district.id)]
    known = {*TEXT_PARTS, *(f"field {slug}" for slug in slugs)}
    for part, words_of_part in texts:
        if part not in known:
            raise UnknownPart(f"{part}: {', '.join(sorted(known))}")
        await council_reports.set_text(store, district.id, period, part, clean(words_of_part))
    if texts:
        facts: Facts = {"period": str(period), "count": len(texts)}
        entry = Entry(Act.REPORT_TEXT, f"district {district.id}", {}, facts)
        await note(store, None, entry, context.now())


async def _snapshot(
    store: Store,
    district: District,
    period: HalfYear,
    context: CommandContext,
    arguments: Namespace,
    own: OwnFiles,
) -> Snapshot:
    """Return the draft, or the version that counts, which is released if there is none."""
    now = context.now()
    if arguments.draft:
        return await council_reports.draft(store, district, period, now, own=own)
    released = await council_reports.latest(store, district.id, period)
    if released is None or arguments.correct:
        reason = arguments.correct or ""
        new = await council_reports.release(store, district, period, now, reason=reason, own=own)
        if released is None or new.version != released.version:
            await _note(store, new, context)
        released = new
    if not is_unbroken(released):
        context.out("Achtung: der gespeicherte Bericht wurde verändert / the report was changed")
    snapshot: Snapshot = orjson.loads(released.snapshot)
    return snapshot | {"digest": released.digest}


async def _note(store: Store, released: CouncilReport, context: CommandContext) -> None:
    facts: Facts = {"period": str(released.period), "version": released.version}
    subject = f"district {released.district_id}"
    await note(store, None, Entry(Act.REPORT_RELEASE, subject, {}, facts), context.now())


def _json(snapshot: Snapshot, _tr: Translator, _paper: Letterhead) -> bytes:
    return canonical(for_readers(snapshot))


def _xlsx(snapshot: Snapshot, tr: Translator, _paper: Letterhead) -> bytes:
    return report_tables.rendered(document(tr, snapshot), snapshot)


def _pdf(snapshot: Snapshot, tr: Translator, _paper: Letterhead) -> bytes:
    return report_pdf.rendered(document(tr, snapshot))


def _docx(snapshot: Snapshot, tr: Translator, paper: Letterhead) -> bytes:
    return report_docx.rendered(document(tr, snapshot), paper)


_MAKERS: dict[str, Maker] = {".json": _json, ".xlsx": _xlsx, PDF: _pdf, ".docx": _docx}
"""What makes a file, by its suffix."""
