"""The Python code: which sentences it asks for, and what it puts beside them in one line."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from locales.checks.parts import Line, Piece, split

SAYS = frozenset({"tr", "mark", "plural"})
"""Names of functions whose first argument is a sentence."""
_NAMES = frozenset({"concept_name", "day", "language_name", "weekday"})
"""Verbs of a translator that give words of a language."""
_KEEPS = frozenset(
    {"Html", "_said", "capitalize", "escape", "filter", "list", "lower", "plain", "shortened",
     "sorted", "str", "strip", "tuple", "upper", "visible"}
)  # fmt: skip
"""Functions that give back the words that they got."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence that the code asks for; "" if it is made up while the code runs."""

    where: str
    number: int
    key: str


def parsed(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    """Yield every file of the code with its syntax."""
    for package in ("bot", "handlers", "storage"):
        for path in sorted((folder / package).rglob("*.py")):
            yield path.relative_to(folder).as_posix(), ast.parse(path.read_text("utf-8"))


def asked(where: str, module: ast.Module) -> Iterator[Asked]:
    """Yield every sentence that a file gives to a translator, also inside f-strings."""
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and name_of(call.func) in SAYS:
            count = 2 if name_of(call.func) == "plural" else 1
            for argument in call.args[:count]:
                yield from (Asked(where, call.lineno, key) for key in _keys(argument))


def _keys(node: ast.expr) -> Iterator[str]:
    """Yield what an argument can be: both ways of a choice, and what stands for a missing one."""
    match node:
        case ast.Constant(value=str(key)):
            yield key
        case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format")):
            yield ""
        case ast.IfExp(body=one, orelse=other):
            yield from (*_keys(one), *_keys(other))
        case ast.BoolOp(values=choices):
            for choice in choices:
                yield from _keys(choice)
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, default]):
            yield from _keys(default)


def name_of(function: ast.expr) -> str:
    """Return the name by which a function is called, "" if it has none."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def lines(where: str, module: ast.Module) -> Iterator[Line]:
    """Yield what the functions of a file put together: f-strings, sums and joins."""
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            place = f"{where} {function.name}"
            for number, pieces in _Function(function).lines():
                yield from split(place, number, pieces)


class _Function:
    """One function, with the names that hold translations in it."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._function = function
        self._names: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and self._says(node.value):
                self._names |= {name.id for name in node.targets if isinstance(name, ast.Name)}

    def lines(self) -> Iterator[tuple[int, Sequence[Piece]]]:
        inner: set[ast.AST] = set()
        for node in ast.walk(self._function):
            if node in inner:
                continue
            if isinstance(node, ast.JoinedStr) or _is_sum(node):
                inner |= set(ast.walk(node)) - set(_calls(node))
                yield node.lineno, [self._piece(part) for part in _parts(node)]
            elif (joined := _joined(node)) and self._says(joined[1]):
                said = Piece(is_said=True)
                yield joined[1].lineno, [said, Piece(joined[0]), said]
            elif filled := _filled(node):
                pieces = (self._piece(part) for part in filled)
                yield filled[0].lineno, list(pieces)

    def _piece(self, node: ast.expr) -> Piece:
        match node:
            case ast.Constant(value=str(text)):
                return Piece(text)
            case ast.Call(args=[ast.Constant(value=str(key)), *_]) if name_of(node.func) in SAYS:
                return Piece(is_said=True, key=key)
        return Piece(is_said=self._says(node))

    def _says(self, node: ast.expr | None) -> bool:
        """Return True if an expression is a translation, or a list of them."""
        match node:
            case ast.Call():
                return self._is_call_of_words(node)
            case ast.Name(id=name):
                return name in self._names
            case ast.IfExp(body=one, orelse=other):
                return self._says(one) or self._says(other)
            case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
                return any(map(self._says, parts))
            case ast.Starred(value=part) | ast.FormattedValue(value=part):
                return self._says(part)
            case ast.GeneratorExp(elt=part) | ast.ListComp(elt=part):
                return self._says(part)
            case ast.JoinedStr(values=parts):
                return any(map(self._says, parts))
        return False

    def _is_call_of_words(self, call: ast.Call) -> bool:
        name = name_of(call.func)
        if name in SAYS:
            return bool(call.args)
        if name in _NAMES and isinstance(call.func, ast.Attribute):
            return name_of(call.func.value) == "tr"
        if name in _KEEPS:
            own = [call.func.value] if isinstance(call.func, ast.Attribute) else []
            return any(map(self._says, (*call.args, *own)))
        return any(isinstance(part, ast.Name) and part.id == "tr" for part in call.args)


def _calls(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the calls of an expression and what stands inside: lines of their own."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            yield from ast.walk(part)


def _is_sum(node: ast.AST) -> TypeGuard[ast.BinOp]:
    """Return True for a sum of texts; one of lists has no written text and no sentence in it."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        return False
    return any(
        isinstance(part, ast.JoinedStr | ast.Constant)
        or (isinstance(part, ast.Call) and name_of(part.func) in SAYS)
        for part in _parts(node)
    )


def _parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [*_parts(left), *_parts(right)]
        case ast.JoinedStr(values=values):
            return [part for value in values for part in _parts(value)]
        case ast.FormattedValue(value=value):
            return _parts(value) if isinstance(value, ast.JoinedStr) else [value]
    return [node]


def _filled(node: ast.AST) -> Sequence[ast.expr]:
    """Return the parts that ``format``, ``%`` or ``+=`` put together, none for another node."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()) as text, attr="format")):
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
        case ast.BinOp(left=ast.Constant(value=str()) as text, op=ast.Mod(), right=value):
            values = value.elts if isinstance(value, ast.Tuple) else [value]
        case ast.AugAssign(target=ast.Name() as target, op=ast.Add(), value=value) if isinstance(
            value, ast.JoinedStr | ast.Constant
        ) or _is_sum(value):
            return [target, *_parts(value)]
        case _:
            return []
    between = ast.copy_location(ast.Constant(re.sub(r"\{.*?\}|%\w", "", str(text.value))), text)
    return [values[0], between, *values[1:]] if values else []


def _joined(node: ast.AST) -> tuple[str, ast.expr] | None:
    """Return what a call of ``join`` puts between the parts, and the parts."""
    match node:
        case (
            ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(mark)), attr="join"), args=[parts]
            )
            | ast.Call(
                func=ast.Attribute(
                    value=ast.Call(args=[ast.Constant(value=str(mark))]), attr="join"
                ),
                args=[parts],
            )
        ):
            return mark, parts
    return None
