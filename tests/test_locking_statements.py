"""Every statement that locks rows: what it says of them is still so once the lock is held.

PostgreSQL asks the WHERE of a statement again when it has waited for a lock, but only about the row
that it locked. What the statement reads of other rows, by a join or a subquery, is as it was before
it waited: an update that was finished meanwhile came back as the oldest open one of its chat.
"""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import ClauseElement, Column, Executable, Select, Table, true
from sqlalchemy.sql import visitors

import storage
from bot.domain.announcements import Announcement, Flight, Kind
from bot.domain.groups import Group
from bot.domain.groups import Kind as GroupKind
from bot.domain.meetings import Meeting
from bot.domain.people import Person
from bot.domain.push import Subscription
from storage import schema as t
from storage.engine.sealing import Seal
from tests.harness.databases import NOW

REVIEWED = {
    "agendas.by_id": "the names of a member and a group are only shown",
    "campaigns._expand": "whom a date is for is decided at one moment; who is gone is left out",
    "campaigns.amend": "a campaign never gets another announcement",
    "enquiries.by_id": "a question never gets another person",
    "memberships.take_unseen": "waits for nobody: what is locked elsewhere is left out",
    "people._LOCK_AT": "nothing of it counts: the person is read afterwards",
    "results.by_id": "the name of the owner is only shown",
    "results.take_to_remind": "waits for nobody: what is locked elsewhere is left out",
    "seats.take_to_tell": "waits for nobody: what is locked elsewhere is left out",
}
"""Statements that read other tables than the one they lock, and why that harms nobody."""
NEVER_CHANGED = {"chat", "id"}
"""Columns in which a row always has the value that it was stored with."""
VALUES: dict[str, Any] = {
    "announcement": Announcement(1, 1),
    "flight": Flight.OPEN,
    "group": Group(1, 1, GroupKind.WORKING_GROUP, "x"),
    "key": {"id": 1},
    "kind": Kind.GROUP,
    "meeting": Meeting(1, 1, "x", NOW, "UTC"),
    "person": Person(),
    "subscription": Subscription("https://push.example/x", "x", "x"),
    "table": t.field,
    "values": {},
    "wanted": {1: 1},
    "which": true(),
}
"""Parameters whose type does not say enough."""
OF_TYPE = {"int": 1, "str": "x", "bool": True, "datetime": NOW, "date": NOW.date()}
Found = list[tuple[str, Select[Any]]]


async def test_what_is_locked_is_asked_again_once_it_is_locked() -> None:
    """A statement reads only the table that it locks, or it says why that is enough.

    What a subquery asks of the locked table itself is repeated outside of it.
    """
    found = [each for module in modules() for each in await of_module(module)]
    others = {name for name, select in found if other_tables(select)}
    unasked = {name for name, select in found if not repeats(select)}
    assert len(found) > 40
    assert others == set(REVIEWED)
    assert unasked <= set(REVIEWED)


class Recorder:
    """Takes the place of a store: runs nothing, and finds no row."""

    is_postgresql = True
    seal = Seal("5e" * 32)

    def __init__(self) -> None:
        self.statements: list[Executable] = []

    async def execute(self, statement: Executable, _: Any = None) -> "Recorder":
        self.statements.append(statement)
        return self

    async def row(self, statement: Executable, _: Any = None) -> None:
        self.statements.append(statement)

    async def rows(self, statement: Executable, _: Any = None) -> list[Any]:
        self.statements.append(statement)
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    rowcount = 0
    first = scalar = scalar_one = lambda self: None
    all = scalars = lambda self: ()


def modules() -> Iterator[ModuleType]:
    """Yield the modules of the storage that lock rows."""
    root = Path(storage.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if "with_for_update" in path.read_text("utf-8"):
            parts = path.relative_to(root.parent).with_suffix("").parts
            yield importlib.import_module(".".join(parts))


async def of_module(module: ModuleType) -> Found:
    """Return name and locking statement of the constants and verbs of a module."""
    short = module.__name__.rpartition(".")[2]
    found = [(f"{short}.{name}", s) for name, value in vars(module).items() for s in locking(value)]
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.AsyncFunctionDef) and "with_for_update" in ast.unparse(node):
            selects = await of_verb(getattr(module, node.name))
            assert selects, f"{short}.{node.name} was not called as it is used"
            found += [(f"{short}.{node.name}", select) for select in selects]
    return found


async def of_verb(verb: Callable[..., Any]) -> list[Select[Any]]:
    """Return what a verb locks with; it ends where it needs a row."""
    recorder = Recorder()
    parameters = list(inspect.signature(verb).parameters.values())[1:]
    given = {p.name: value_of(p) for p in parameters if p.default is p.empty or p.name == "lock"}
    with suppress(AttributeError, TypeError):  # of a row that is not there
        await verb(recorder, **given)
    return [select for said in recorder.statements for select in locking(said)]


def value_of(parameter: inspect.Parameter) -> Any:
    if parameter.name in VALUES:
        return VALUES[parameter.name]
    return OF_TYPE.get(getattr(parameter.annotation, "__name__", ""), [1])


def locking(statement: object) -> list[Select[Any]]:
    """Return the selects within a statement that lock rows."""
    parts = visitors.iterate(statement) if isinstance(statement, ClauseElement) else ()
    return [part for part in parts if isinstance(part, Select) and part._for_update_arg is not None]


def other_tables(select: Select[Any]) -> set[Table]:
    """Return the tables that a statement reads and does not lock."""
    lock = select._for_update_arg
    locked = set((lock.of if lock is not None else None) or select.get_final_froms())
    return {part for part in visitors.iterate(select) if isinstance(part, Table)} - locked


def repeats(select: Select[Any]) -> bool:
    """Return whether the conditions of subqueries about the locked table stand outside, too."""
    locked = set(select.get_final_froms())
    inner = [part for part in visitors.iterate(select) if isinstance(part, Select)]
    same = [part for part in inner if part is not select and set(part.get_final_froms()) & locked]
    asked = [condition for part in same for condition in part._where_criteria]
    changing = {str(condition) for condition in asked if may_change(condition)}
    return changing <= {str(condition) for condition in select._where_criteria}


def may_change(condition: ClauseElement) -> bool:
    """Return whether another transaction can make a condition untrue; one in words can be any."""
    names = {part.name for part in visitors.iterate(condition) if isinstance(part, Column)}
    return not names or bool(names - NEVER_CHANGED)
