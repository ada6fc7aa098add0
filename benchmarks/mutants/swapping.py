"""Put one mutant into a program that runs.

Whoever imported the function or the value before has the changed one too.
"""

import ast
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from inspect import unwrap
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from benchmarks.mutants.making import Mutant
from benchmarks.mutants.targets import ROOT, TARGETS, paths

OURS = ("bot", "handlers", "storage")


class Stillborn(Exception):
    """It could not even be imported: no test is needed to notice that."""


def module_of(path: Path) -> ModuleType:
    return import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def prepared(mutant: Mutant) -> Callable[[], None]:
    """What puts it in. Raises Stillborn; until it is called nothing is changed."""
    module = module_of(mutant.path)
    try:
        return _function(module, mutant) if mutant.unit.name else _values(module, mutant)
    except Exception as error:
        raise Stillborn(mutant.name) from error


def functions_beside(mutant: Mutant) -> Iterator[tuple[str, range]]:
    """Return file and lines of each function that the changed lines name as ``module.function``.

    That is what an entry of the table of routes leads to.
    """
    module = module_of(mutant.path)
    text = "\n".join(
        mutant.path.read_text().splitlines()[mutant.spot.lines[0] - 1 : mutant.spot.lines[-1]]
    )
    for owner, name in re.findall(r"\b(\w+)\.(\w+)", text):
        function = getattr(getattr(module, owner, None), name, None)
        if isinstance(function, FunctionType):
            code = unwrap(function).__code__
            yield (
                code.co_filename,
                range(
                    code.co_firstlineno + 1, max(line for *_, line in code.co_lines() if line) + 1
                ),
            )


def _function(module: ModuleType, mutant: Mutant) -> Callable[[], None]:
    owner, _, name = mutant.unit.name.rpartition(".")
    scratch = dict(vars(module))
    source = (
        f"class {owner}:\n{textwrap.indent(textwrap.dedent(mutant.source), '    ')}"
        if owner
        else mutant.source
    )
    exec(compile(source, str(mutant.path), "exec", dont_inherit=True), scratch)
    changed = vars(scratch[owner])[name] if owner else scratch[name]
    present = _bare(vars(vars(module)[owner])[name] if owner else vars(module)[name])

    def put() -> None:
        present.__code__, present.__defaults__, present.__kwdefaults__ = (
            changed.__code__,
            changed.__defaults__,
            changed.__kwdefaults__,
        )

    return put


def _bare(found: Any) -> FunctionType:
    """Without what decorates it."""
    found = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
    bare = unwrap(found)
    assert isinstance(bare, FunctionType)
    return bare


def _values(module: ModuleType, mutant: Mutant) -> Callable[[], None]:
    """The assignment, and those after it, which may follow from it."""
    scratch = dict(vars(module))
    exec(compile(mutant.source, str(mutant.path), "exec", dont_inherit=True), scratch)
    for code in _assignments(mutant.path)[mutant.unit.statement + 1 :]:
        if code:
            exec(code, scratch)
    changed = {
        name: value
        for name, value in scratch.items()
        if name in vars(module) and value is not vars(module)[name]
    }

    def put() -> None:
        for name, value in changed.items():
            _replace(vars(module)[name], value, name)
            setattr(module, name, value)

    return put


@cache
def _assignments(path: Path) -> list[Any]:
    """By number of the statement; None for what is no assignment."""
    return [
        compile(ast.Module([one], []), str(path), "exec", dont_inherit=True)
        if isinstance(one, ast.Assign | ast.AnnAssign)
        else None
        for one in ast.parse(path.read_text()).body
    ]


def _replace(old: object, new: object, name: str) -> None:
    """Wherever it was imported: under its own name, or another one for what is no small value."""
    for module in _modules():
        for known, value in list(vars(module).items()):
            if value is old and (
                known == name or not isinstance(old, int | str | bytes | float | None)
            ):
                setattr(module, known, new)


def forget() -> None:
    """Drop what was remembered of answers before the change, in the files that are examined."""
    for module in map(module_of, _examined()):
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear") and value.__module__ == module.__name__:
                value.cache_clear()


@cache
def _examined() -> list[Path]:
    return [path for target in TARGETS for path in paths(target.files)]


def _modules() -> Iterator[ModuleType]:
    yield from [
        module
        for name, module in sys.modules.items()
        if name.split(".")[0] in (*OURS, "tests") and module
    ]
