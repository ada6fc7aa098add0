"""A tick that makes the files of reports that somebody asked for at the desk.

A file is made in a process of its own, beside everything else. A process of ours that ends in the
middle leaves a row that waits: the next one makes the file again.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from bot.domain.council_reports import DRAFT, ReportFile
from bot.domain.queues import QueueName
from bot.rules.problems import Problem
from handlers.files import report_files as files
from handlers.files.report_pdf import MissingParts
from handlers.workflows.each import GiveUp, Queue, each
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.measures import council_reports, letterheads, report_files

MOST_TRIES = 3
"""How often a file is begun: one whose making ends our process is not tried for ever."""


async def make_asked(database: Database, services: Services, now: datetime) -> int:
    """Make every file that waits; return how many were handled."""

    async def work(file_id: int) -> bool:
        return await _make(database, services, file_id, now)

    async def end(store: Store, file_id: int) -> None:
        await report_files.fail(store, file_id, Problem.FILE_FAILED)

    queue = Queue(name=QueueName.REPORT_FILES, waiting=report_files.waiting, work=work, end=end)
    return await each(database, queue, now)


async def _make(database: Database, services: Services, file_id: int, now: datetime) -> bool:
    async with database.write() as store:
        file = await report_files.begin(store, file_id)
    if file is None:
        return False
    if file.tries > MOST_TRIES:
        raise GiveUp("its making ended our process")
    async with database.read() as store:
        snapshot = await _snapshot(store, file, services, now)
        paper = await letterheads.of_district(store, file.district_id)
    tr = services.translator(file.language)
    try:
        content = await asyncio.to_thread(files.rendered, file.suffix, snapshot, tr, paper)
    except MissingParts:
        async with database.write() as store:
            return await report_files.fail(store, file.id, Problem.NO_PDF)
    async with database.write() as store:
        return await report_files.finish(store, file.id, content)


async def _snapshot(
    store: Store, file: ReportFile, services: Services, now: datetime
) -> Mapping[str, Any]:
    """Return what a file tells. Raises GiveUp if its version is not there."""
    district = await places.district(store, file.district_id)
    assert district
    if file.version == DRAFT:
        own = services.own_files(district.slug)
        return await council_reports.draft(store, district, file.period, now, own=own)
    versions = await council_reports.versions(store, district.id, file.period)
    report = next((report for report in versions if report.version == file.version), None)
    if report is None:
        raise GiveUp("its version is not there")
    snapshot: dict[str, Any] = orjson.loads(report.snapshot)
    return snapshot | {"digest": report.digest}
