"""Files of reports that somebody asked for: rows that wait until a file is made of them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, update

from bot.domain.council_reports import DRAFT, ReportFile, ReportFileState
from bot.domain.half_years import HalfYear
from bot.rules.problems import Problem, Refusal
from storage import schema as t
from storage.engine.store import Store
from storage.measures.periods import stored_period

MOST_WAITING = 10
"""Maximum number of files that wait in a district; who asks for more is told to wait."""
MOST_LISTED = 6
"""Files of a half-year that are listed, the latest ones."""
_f = t.report_file.c
_LIGHT = [column for column in t.report_file.c if column.name != "content"]


async def ask(store: Store, wanted: ReportFile) -> int:
    """Let a file be made and return its id; one that waits or is made already is not made again.

    A draft may have changed since, so its file is made anew. Refuses too many at once.
    """
    states = [ReportFileState.ASKED]
    if wanted.version != DRAFT:
        states.append(ReportFileState.DONE)
    same = select(_f.id).where(_is_like(wanted), _f.state.in_(states)).order_by(_f.id.desc())
    if known := (await store.execute(same.limit(1))).scalar():
        return int(known)
    waiting = select(func.count()).where(
        _f.district_id == wanted.district_id, _f.state == ReportFileState.ASKED
    )
    if (await store.execute(waiting)).scalar_one() >= MOST_WAITING:
        raise Refusal(Problem.TOO_FAST)
    row = {
        "district_id": wanted.district_id,
        "period": str(wanted.period),
        "version": wanted.version,
        "suffix": wanted.suffix,
        "language": wanted.language,
        "state": ReportFileState.ASKED,
        "reason": "",
        "tries": 0,
        "asked_at": wanted.asked_at,
    }
    return int(
        (await store.execute(insert(t.report_file).values(row).returning(_f.id))).scalar_one()
    )


async def by_id(store: Store, file_id: int) -> ReportFile | None:
    """Return a file without its content, or None if there is none."""
    row = await store.row(select(*_LIGHT).where(_f.id == file_id))
    return _file(row) if row else None


async def of_period(store: Store, district_id: int, period: HalfYear) -> list[ReportFile]:
    """Return the files of a half-year that were asked for, the latest first."""
    query = select(*_LIGHT).where(_f.district_id == district_id, _f.period == str(period))
    rows = await store.rows(query.order_by(_f.id.desc()).limit(MOST_LISTED))
    return [_file(row) for row in rows]


async def content_of(store: Store, file_id: int) -> bytes:
    """Return a file that is made, nothing for one that is not."""
    row = await store.row(select(_f.content).where(_f.id == file_id))
    return (row["content"] or b"") if row else b""


async def waiting(store: Store, limit: int) -> Sequence[int]:
    """Return the ids of files that are to be made, the oldest first."""
    query = select(_f.id).where(_waits()).order_by(_f.asked_at, _f.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def begin(store: Store, file_id: int) -> ReportFile | None:
    """Note that the making of a file begins, and return it; None if it does not wait any more."""
    query = select(*_LIGHT).where(_f.id == file_id, _waits()).with_for_update()
    row = await store.row(query)
    if row is None:
        return None
    file = replace(_file(row), tries=row["tries"] + 1)
    await store.execute(update(t.report_file).where(_f.id == file_id).values(tries=file.tries))
    return file


async def finish(store: Store, file_id: int, content: bytes) -> bool:
    """Keep a file that was made; return False if it did not wait any more."""
    return await _end(store, file_id, state=ReportFileState.DONE, content=content)


async def fail(store: Store, file_id: int, reason: Problem) -> bool:
    """Note why a file cannot be made; return False if it did not wait any more."""
    return await _end(store, file_id, state=ReportFileState.FAILED, reason=reason)


async def _end(store: Store, file_id: int, **values: object) -> bool:
    waits = (_f.id == file_id) & _waits()
    statement = update(t.report_file).where(waits).values(**values).returning(_f.id)
    return (await store.execute(statement)).first() is not None


def _waits() -> ColumnElement[bool]:
    return _f.state == ReportFileState.ASKED


def _is_like(wanted: ReportFile) -> ColumnElement[bool]:
    return (
        (_f.district_id == wanted.district_id)
        & (_f.period == str(wanted.period))
        & (_f.version == wanted.version)
        & (_f.suffix == wanted.suffix)
        & (_f.language == wanted.language)
    )


def _file(row: RowMapping) -> ReportFile:
    return ReportFile(
        id=row["id"],
        district_id=row["district_id"],
        period=stored_period(row["period"]),
        version=row["version"],
        suffix=row["suffix"],
        language=row["language"],
        asked_at=row["asked_at"],
        state=ReportFileState(row["state"]),
        reason=row["reason"],
        tries=row["tries"],
    )
