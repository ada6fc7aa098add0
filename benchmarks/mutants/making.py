"""Mutants of a file: one small change each, made by mutmut's operators.

The name of a mutant (function, operator, how often it was applied there) outlives a move of the
file. Functions, methods and assignments of a module are changed; not annotations, decorators,
docstrings, the bodies of classes (fields and members of enums), nor the plain words of tables:
what an office calls a column is data.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

_LEFT = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
_STATEMENTS = (
    cst.SimpleStatementLine,
    cst.If,
    cst.For,
    cst.While,
    cst.With,
    cst.Match,
    cst.MatchCase,
    cst.FunctionDef,
    cst.Try,
)
_DISPLAYS = (cst.Tuple, cst.List, cst.Set, cst.Dict)
_UNTOUCHED_CALLS = ("len", "isinstance")
MOST_LINES = 40
"""Lines of a long expression after which a test that reaches it is not looked for."""


@dataclass(frozen=True)
class Unit:
    """A function, or an assignment of the module: its ``statement``-th, without a name."""

    name: str
    statement: int
    node: cst.FunctionDef | cst.SimpleStatementLine
    lines: range = range(0)


@dataclass(frozen=True)
class Spot:
    """What is changed into what.

    ``lines`` are those that tests must reach, ``key`` the entry of a table it stands in, "" none.
    """

    node: cst.CSTNode
    mutated: cst.CSTNode
    operator: str
    lines: range
    key: str


@dataclass(frozen=True)
class Mutant:
    """One change in one file."""

    path: Path
    name: str
    unit: Unit
    spot: Spot

    @property
    def source(self) -> str:
        """The whole function or assignment, changed; without decorators."""
        changed = self.unit.node.deep_replace(self.spot.node, self.spot.mutated)
        if isinstance(changed, cst.FunctionDef):
            changed = changed.with_changes(
                decorators=[], leading_lines=[], lines_after_decorators=[]
            )
        return cst.Module([]).code_for_node(changed)

    @property
    def value(self) -> str:
        """The name of the function or of the module's value."""
        return self.name.partition(".")[2].partition(":")[0].partition("[")[0]

    @property
    def change(self) -> str:
        """For whoever looks at it: before and after, on one line each."""
        before, after = (
            " ".join(cst.Module([]).code_for_node(node).split())
            for node in (self.spot.node, self.spot.mutated)
        )
        return f"{before[:300]}  →  {after[:300]}"


def mutants(path: Path, asking: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """Return every mutant of a file.

    ``asking``: only of functions that call something whose name begins so; empty means all.
    """
    wrapper = MetadataWrapper(cst.parse_module(path.read_text()), unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    for unit in _units(wrapper.module):
        if asking and not _calls(unit.node, asking):
            continue
        place = positions[unit.node]
        unit = replace(unit, lines=range(place.start.line, place.end.line + 1))
        counted: Counter[str] = Counter()
        for spot in _Finder(unit, positions).spots():
            where = f"{path.stem}.{unit.name or _assigned(unit.node)}{spot.key}:{spot.operator}"
            counted[where] += 1
            name = f"{where}:{counted[where]}"
            yield Mutant(path, name, unit, spot)


def sampled(made: Iterable[Mutant], size: int, seed: int) -> list[Mutant]:
    """The same ones for the same names, whatever else there is; all if ``size`` is 0."""
    drawn = sorted(
        made, key=lambda mutant: hashlib.sha256(f"{seed}:{mutant.name}".encode()).digest()
    )
    return drawn[:size] if size else drawn


def _units(module: cst.Module) -> Iterator[Unit]:
    for number, statement in enumerate(module.body):
        if isinstance(statement, cst.FunctionDef):
            yield Unit(statement.name.value, number, statement)
        elif isinstance(statement, cst.ClassDef):
            for inner in statement.body.body:
                if isinstance(inner, cst.FunctionDef):
                    yield Unit(f"{statement.name.value}.{inner.name.value}", number, inner)
        elif isinstance(statement, cst.SimpleStatementLine) and _assigns(statement):
            yield Unit("", number, statement)


def _assigns(line: cst.SimpleStatementLine) -> bool:
    return isinstance(line.body[0], cst.Assign | cst.AnnAssign)


class _Calls(cst.CSTVisitor):
    def __init__(self, beginnings: tuple[str, ...]) -> None:
        super().__init__()
        self.beginnings = beginnings
        self.found = False

    def visit_Call(self, node: cst.Call) -> None:
        self.found |= _called(node).startswith(self.beginnings)


def _called(node: cst.Call) -> str:
    """The last part of what is called; "" if it has no name."""
    function = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return function.value if isinstance(function, cst.Name) else ""


def _calls(node: cst.CSTNode, beginnings: tuple[str, ...]) -> bool:
    visitor = _Calls(beginnings)
    node.visit(visitor)
    return visitor.found


@dataclass(frozen=True)
class _Around:
    """What a node stands in: the line its statement begins on, the entry of a table ("" none).

    ``words``: strings are plain words of a table and stay as they are.
    """

    first: int
    key: str = ""
    words: bool = False


class _Finder:
    """All spots of one unit, from the outside to the inside."""

    def __init__(self, unit: Unit, positions: Mapping[cst.CSTNode, CodeRange]) -> None:
        self._unit = unit
        self._positions = positions
        self._in_table = isinstance(unit.node, cst.SimpleStatementLine)

    def spots(self) -> Iterator[Spot]:
        return self._walk(self._unit.node, _Around(self._positions[self._unit.node].start.line))

    def _walk(self, node: cst.CSTNode, around: _Around) -> Iterator[Spot]:
        if isinstance(node, _LEFT) or _is_untouched(node):
            return
        around = self._beginning(node, around)
        if not (around.words and isinstance(node, cst.BaseString)):
            yield from self._at(node, around)
        inside = self._inside(node, around)
        for child in node.children:
            yield from self._walk(child, inside)

    def _at(self, node: cst.CSTNode, around: _Around) -> Iterator[Spot]:
        place = self._positions.get(node)
        last = min(place.end.line, around.first + MOST_LINES) if place else around.first
        lines = range(around.first, last + 1)
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                name = operator.__name__.removeprefix("operator_")
                for mutated in operator(node):
                    yield Spot(node, mutated, name, lines, around.key)

    def _beginning(self, node: cst.CSTNode, around: _Around) -> _Around:
        place = self._positions.get(node)
        begins = self._in_table or isinstance(node, _STATEMENTS)
        return replace(around, first=place.start.line) if place and begins else around

    def _inside(self, node: cst.CSTNode, around: _Around) -> _Around:
        if not self._in_table:
            return around
        kept = around.words and not isinstance(node, cst.Call)
        key = f"[{name}]" if (name := _entry(node)) else around.key
        return replace(around, words=isinstance(node, _DISPLAYS) or kept, key=key)


def _entry(node: cst.CSTNode) -> str:
    """Return the key of an entry of a table, "" if it is none."""
    if isinstance(node, cst.DictElement) and isinstance(node.key, cst.SimpleString):
        return str(node.key.raw_value)
    return ""


def _is_untouched(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and _called(node) in _UNTOUCHED_CALLS


def _assigned(node: cst.FunctionDef | cst.SimpleStatementLine) -> str:
    """What an assignment of the module is called by."""
    return cst.Module([node]).code.strip().split("=")[0].split(":")[0].strip()
