"""Imports that somebody prepares at the desk: their choices and files, sealed.

Large files are loaded only where they are read.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import RowMapping, delete, insert, select, update

from bot.domain.import_drafts import (
    Alike,
    CellPlace,
    DraftState,
    FileChoices,
    ImportChoices,
    ImportDraft,
    ImportFile,
)
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.sealing import Seal
from storage.engine.store import Store

MOST_DRAFTS = 5
"""Maximum number of imports that a person prepares; of more the oldest is dropped."""
OF_OFFERS = (DraftState.OPEN, DraftState.ASKED, DraftState.FAILED)
"""States of imports of offers that are not stored yet."""
_PURPOSE, _FILES = "import", "import_files"
_d, _s = t.import_draft.c, t.import_source.c
_LIGHT = (
    _d.id,
    _d.person_id,
    _d.district_id,
    _d.import_run_id,
    _d.version,
    _d.state,
    _d.sealed,
    _d.saved_at,
)
"""The columns of a draft without its files."""


def packed(seal: Seal, files: Sequence[ImportFile]) -> bytes:
    """Return files as they are stored. Takes a second for large ones: not in a transaction."""
    listed = [[file.name, b64encode(file.content).decode()] for file in files]
    return seal.close(_FILES, orjson.dumps(listed).decode())


async def add(
    store: Store,
    person_id: int,
    district_id: int,
    choices: ImportChoices,
    files: bytes,
    now: datetime,
    state: DraftState = DraftState.OPEN,
) -> int:
    """Add a draft and return its id; the oldest ones of the person are dropped.

    ``files`` are ``packed``.
    """
    row = {
        "person_id": person_id,
        "district_id": district_id,
        "version": 1,
        "state": state,
        "sealed": _closed(store.seal, choices),
        "files": files,
        "saved_at": now,
    }
    added = await store.execute(insert(t.import_draft).values(row).returning(_d.id))
    draft_id = int(added.scalar_one())
    await _drop_oldest(store, person_id)
    return draft_id


async def by_id(store: Store, draft_id: int, *, lock: bool = False) -> ImportDraft | None:
    """Return a draft, under its lock where it is to be changed; None if there is none."""
    query = select(*_LIGHT).where(_d.id == draft_id)
    row = await store.row(query.with_for_update() if lock else query)
    return _draft(row, store.seal) if row else None


async def of_person(
    store: Store,
    person_id: int,
    district_id: int,
    states: Collection[DraftState] = OF_OFFERS,
) -> list[ImportDraft]:
    """Return what a person prepares in a district and did not import yet, the latest first."""
    query = select(*_LIGHT).where(
        _d.person_id == person_id,
        _d.district_id == district_id,
        _d.state.in_(sorted(states)),
    )
    rows = await store.rows(query.order_by(_d.saved_at.desc(), _d.id.desc()))
    return [_draft(row, store.seal) for row in rows]


async def files_of(store: Store, draft_id: int) -> list[ImportFile]:
    """Return the files of a draft, none if they were imported."""
    row = await store.row(select(_d.files).where(_d.id == draft_id))
    if row is None or row["files"] is None:
        return []
    listed = orjson.loads(store.seal.open(_FILES, row["files"]))
    return [ImportFile(name, b64decode(content)) for name, content in listed]


async def change(store: Store, draft: ImportDraft, choices: ImportChoices, now: datetime) -> None:
    """Store other choices; what was confirmed before has to be confirmed anew."""
    await _set(store, draft, choices, now, state=DraftState.OPEN)


async def ask(
    store: Store, draft: ImportDraft, choices: ImportChoices, frozen: str, now: datetime
) -> None:
    """Let the plan that ``frozen`` tells be stored, by whoever works on the queue."""
    await _set(store, draft, choices, now, state=DraftState.ASKED, frozen=frozen)


async def reopen(store: Store, draft: ImportDraft, now: datetime) -> None:
    """Give a draft back, because the catalogue changed after its plan was confirmed."""
    await _set(store, draft, draft.choices, now, state=DraftState.OPEN, moved=True)


async def finish(store: Store, draft: ImportDraft, run_id: int, now: datetime) -> None:
    """Note the import that a draft became; its files are not needed any more."""
    values = {
        "state": DraftState.DONE,
        "version": draft.version + 1,
        "import_run_id": run_id,
        "files": None,
        "saved_at": now,
    }
    await store.execute(update(t.import_draft).where(_d.id == draft.id).values(values))


async def fail(store: Store, draft_id: int) -> None:
    """Note that a draft that waits cannot be imported."""
    values = {"state": DraftState.FAILED, "version": _d.version + 1}
    waits = (_d.id == draft_id) & (_d.state == DraftState.ASKED)
    await store.execute(update(t.import_draft).where(waits).values(values))


async def remove(store: Store, draft_id: int) -> None:
    """Delete a draft with its files."""
    await store.execute(delete(t.import_draft).where(_d.id == draft_id))


async def waiting(store: Store, limit: int) -> list[int]:
    """Return the ids of drafts that are to be stored, the oldest first."""
    query = select(_d.id).where(_d.state == DraftState.ASKED)
    rows = await store.execute(query.order_by(_d.saved_at, _d.id).limit(limit))
    return list(rows.scalars())


async def headings_of(store: Store, district_id: int, source: str) -> Mapping[str, str]:
    """Return what the headings of a list meant the last time, empty for a new list."""
    query = select(_s.headings).where(_s.district_id == district_id, _s.source == source)
    row = await store.row(query)
    return dict(row["headings"]) if row else {}


async def remember_headings(
    store: Store, district_id: int, source: str, headings: Mapping[str, str], now: datetime
) -> None:
    """Keep what the headings of a list mean, for its next import."""
    values = {
        "district_id": district_id,
        "source": source,
        "headings": dict(headings),
        "saved_at": now,
    }
    statement = upserting(store)(t.import_source).values(values)
    changed = {"headings": dict(headings), "saved_at": now}
    await store.execute(
        statement.on_conflict_do_update(index_elements=["district_id", "source"], set_=changed)
    )


async def sources(store: Store, district_id: int) -> list[str]:
    """Return the names of the lists that offers of a district came from."""
    o = t.offer.c
    query = select(o.source).where(o.district_id == district_id, o.source != "").distinct()
    return sorted((await store.execute(query)).scalars(), key=str.casefold)


async def _set(
    store: Store,
    draft: ImportDraft,
    choices: ImportChoices,
    now: datetime,
    *,
    state: DraftState,
    frozen: str = "",
    moved: bool = False,
) -> None:
    values = {
        "state": state,
        "version": draft.version + 1,
        "sealed": _closed(store.seal, choices, frozen=frozen, moved=moved),
        "saved_at": now,
    }
    await store.execute(update(t.import_draft).where(_d.id == draft.id).values(values))


async def _drop_oldest(store: Store, person_id: int) -> None:
    mine = select(_d.id).where(_d.person_id == person_id, _d.state != DraftState.DONE)
    kept = mine.order_by(_d.saved_at.desc(), _d.id.desc()).limit(MOST_DRAFTS)
    droppable = (DraftState.OPEN, DraftState.FAILED, DraftState.PLAN)
    is_old = (_d.person_id == person_id) & _d.state.in_(droppable)
    await store.execute(delete(t.import_draft).where(is_old, _d.id.not_in(kept)))


def _closed(seal: Seal, choices: ImportChoices, *, frozen: str = "", moved: bool = False) -> bytes:
    content = {
        "choices": {
            **{name: getattr(choices, name) for name in _SIMPLE},
            "names": list(choices.names),
            "headings": dict(choices.headings),
            "otherwise": [list(cell) for cell in choices.otherwise],
            "alike": [[same.column, same.value, same.text] for same in choices.alike],
            "cells": [
                [place.file, place.sheet, place.row, place.column, text]
                for place, text in choices.cells.items()
            ],
            "files": [
                [position, file.encoding, file.separator, dict(file.lines), list(file.taken)]
                for position, file in choices.files.items()
            ],
        },
        "frozen": frozen,
        "moved": moved,
    }
    return seal.close(_PURPOSE, orjson.dumps(content).decode())


_SIMPLE = (
    *("source", "organisation", "language", "only_good", "new_municipalities"),
    *("renamed", "older", "theirs", "closes_missing", "many_missing"),
)
"""Choices that are one value each."""


def _choices(content: Mapping[str, Any]) -> ImportChoices:
    return ImportChoices(
        **{name: content[name] for name in _SIMPLE},
        names=tuple(content["names"]),
        headings=content["headings"],
        otherwise=tuple((offer_id, column) for offer_id, column in content.get("otherwise", ())),
        alike=tuple(Alike(*same) for same in content["alike"]),
        cells={CellPlace(*place): text for *place, text in content["cells"]},
        files={
            position: FileChoices(
                encoding=encoding, separator=separator, lines=lines, taken=tuple(taken)
            )
            for position, encoding, separator, lines, taken in content["files"]
        },
    )


def _draft(row: RowMapping, seal: Seal) -> ImportDraft:
    """Return a draft; one that no key of ours opens has failed."""
    content: Mapping[str, Any] = {}
    with suppress(InvalidTag):
        content = orjson.loads(seal.open(_PURPOSE, row["sealed"]))
    return ImportDraft(
        id=row["id"],
        person_id=row["person_id"],
        district_id=row["district_id"],
        version=row["version"],
        state=DraftState(row["state"]) if content else DraftState.FAILED,
        choices=_choices(content["choices"]) if content else ImportChoices(),
        saved_at=row["saved_at"],
        frozen=content.get("frozen", ""),
        moved=content.get("moved", False),
        run_id=row["import_run_id"],
    )
