"""The templates: which sentences they ask for, and what they put beside them in one line."""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from locales.checks.code import Asked
from locales.checks.parts import Line, Piece, split

SAYS = frozenset({"tr", "plain", "plural"})
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
_SHOWN = re.compile(r'\b(?:alt|aria-label|placeholder|title)="([^"]*)"')
_ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"|(?<!\w)-\w+|&\w+;')
"""What is left of attributes that a template puts together."""


def parsed(folder: Path) -> Iterator[tuple[str, nodes.Template]]:
    """Yield every template with its syntax."""
    environment = Environment(autoescape=True)
    for path in sorted((folder / "handlers").rglob("templates/**/*.html")):
        where = path.relative_to(folder).as_posix()
        yield where, environment.parse(path.read_text("utf-8"))


def written(folder: Path) -> Iterator[Asked]:
    """Yield words that a template shows without a translator."""
    for path in sorted((folder / "handlers").rglob("templates/**/*.html")):
        where = path.relative_to(folder).as_posix()
        source = _CODE.sub(" ", path.read_text("utf-8"))
        shown = _ATTRIBUTE.sub(" ", _TAG.sub(" ", source)), *_SHOWN.findall(source)
        for words in shown:
            yield from (Asked(where, 1, word) for word in re.findall(r"[^\W\d_]{2,}", words))


def asked(where: str, template: nodes.Template) -> Iterator[Asked]:
    """Yield every sentence that a template gives to a translator."""
    for call in template.find_all(nodes.Call):
        if _name_of(call.node) in SAYS:
            count = 2 if _name_of(call.node) == "plural" else 1
            for argument in call.args[:count]:
                yield from (Asked(where, call.lineno, key) for key in _keys(argument))


def _keys(node: nodes.Expr | None) -> Iterator[str]:
    match node:
        case nodes.Const() if isinstance(node.value, str):
            yield node.value
        case nodes.Concat() | nodes.Add():
            yield ""
        case nodes.CondExpr():
            yield from (*_keys(node.expr1), *_keys(node.expr2))
        case nodes.Or():
            yield from (*_keys(node.left), *_keys(node.right))


def _name_of(function: nodes.Expr) -> str:
    match function:
        case nodes.Name():
            return function.name
        case nodes.Getattr():
            return function.attr
    return ""


def lines(where: str, template: nodes.Template) -> Iterator[Line]:
    """Yield what a template puts together: between two tags, or with ``~``."""
    for output in template.find_all(nodes.Output):
        yield from split(where, output.lineno, map(_piece, output.nodes))
    for concat in template.find_all(nodes.Concat):
        yield from split(where, concat.lineno, map(_piece, concat.nodes))


def _piece(node: nodes.Node) -> Piece:
    match node:
        case nodes.TemplateData():
            return Piece(node.data)
        case nodes.Const(value=str(text)):
            return Piece(text)
        case nodes.Call(args=[nodes.Const() as first, *_]) if _name_of(node.node) in SAYS:
            return Piece(is_said=True, key=str(first.value))
    return Piece(is_said=_says(node))


def _says(node: nodes.Node | None) -> bool:
    match node:
        case nodes.Call():
            return _name_of(node.node) in SAYS
        case nodes.Filter():
            return _says(node.node)
        case nodes.CondExpr():
            return _says(node.expr1) or _says(node.expr2)
        case nodes.Concat():
            return any(map(_says, node.nodes))
    return False
