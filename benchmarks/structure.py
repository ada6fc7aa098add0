"""The structure in numbers, and its drawing in CONTRIBUTING.md: ``structure --draw`` writes it.

``structure FOLDER`` measures another checkout, so that two versions can be compared.
"""

import ast
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import networkx
from radon.complexity import cc_visit

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "handlers", "storage")
WIDEST = 100
"""Columns of a line."""
MOST_COMPLEX = 10
VAGUE = re.compile(r"\b(one|number)\b")
"""Names that stood for a row, a meeting, an offer: whatever was at hand."""
BEGIN, END = "<!-- drawn by: python -m benchmarks structure --draw -->", "<!-- drawn until here -->"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(root: Path) -> list[Path]:
    """Return the Python files of the product, without migrations, which never change."""
    found = (path for package in PACKAGES for path in (root / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(root: Path) -> networkx.DiGraph:
    """Return which module imports which, by dotted name; packages count by their own code only."""
    modules = {_name_of(root, path): path for path in files(root)}
    graph = networkx.DiGraph()
    graph.add_nodes_from(modules)
    for name, path in modules.items():
        graph.add_edges_from((name, target) for target in _imported(tree_of(path), modules))
    return graph


def _name_of(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.Module, modules: Collection[str]) -> Iterator[str]:
    for node in _statements(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            yield from filter(modules.__contains__, _named(node))


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all statements below a node, and what holds statements."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield child
            yield from _statements(child)


def _named(node: ast.ImportFrom | ast.Import) -> Iterator[str]:
    """Yield what an import may mean: with "from" each name may be a module, or stand in one."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module:
        for alias in node.names:
            yield from (f"{node.module}.{alias.name}", node.module)


def rooms(graph: networkx.DiGraph, package: str) -> networkx.DiGraph:
    """Return the graph of what lies directly in a package: a folder is one room, a file too."""
    drawn = networkx.DiGraph()
    room_of = {
        name: ".".join(name.split(".")[: package.count(".") + 2])
        for name in graph
        if name.startswith(f"{package}.")
    }
    drawn.add_nodes_from(room_of.values())
    edges = ((room_of[a], room_of[b]) for a, b in graph.edges if a in room_of and b in room_of)
    drawn.add_edges_from((a, b) for a, b in edges if a != b)
    return drawn


def floors(graph: networkx.DiGraph) -> list[list[str]]:
    """Return the rooms from the top down; a room lies above all that it imports.

    Rooms of a circle lie on one floor.
    """
    condensed = networkx.condensation(graph)
    height: dict[int, int] = {}
    for node in reversed(list(networkx.topological_sort(condensed))):
        height[node] = 1 + max((height[below] for below in condensed.successors(node)), default=0)
    by_floor: dict[int, list[str]] = {}
    for node, floor in height.items():
        by_floor.setdefault(floor, []).extend(condensed.nodes[node]["members"])
    return [sorted(by_floor[floor]) for floor in sorted(by_floor, reverse=True)]


def circles(graph: networkx.DiGraph) -> int:
    """Return how many groups of modules import each other."""
    return sum(len(part) > 1 for part in networkx.strongly_connected_components(graph))


def numbers(root: Path) -> dict[str, str]:
    """Return what is measured, each with its value as text."""
    return {
        **_of_rooms(root),
        **_of_files([path.read_text("utf-8") for path in files(root)]),
        **_of_functions(root),
        "lines of README.md": str(len((root / "README.md").read_text("utf-8").splitlines())),
    }


def _of_rooms(root: Path) -> dict[str, str]:
    graph = imports(root)
    handlers = rooms(graph, "handlers")
    return {
        "rooms at the top of handlers/": str(len(handlers)),
        "floors": str(len(floors(handlers))),
        "arrows between them": str(handlers.number_of_edges()),
        "circles of modules": str(circles(graph)),
    }


def _of_files(sources: Sequence[str]) -> dict[str, str]:
    lines = [line for source in sources for line in source.splitlines()]
    blocks = [block for source in sources for block in cc_visit(source) if block.letter != "C"]
    complex_blocks = [block for block in blocks if block.complexity > MOST_COMPLEX]
    return {
        "files, lines": f"{len(sources)}, {len(lines)}",
        "longest file": str(max(source.count("\n") for source in sources)),
        f"lines over {WIDEST} columns": str(sum(len(line) > WIDEST for line in lines)),
        f"functions over {MOST_COMPLEX} (radon)": str(len(complex_blocks)),
    }


def _of_functions(root: Path) -> dict[str, str]:
    lengths = [_length(node) for path in files(root) for node in _functions(tree_of(path))]
    p95 = quantiles(lengths, n=20)[-1]
    return {
        "lines of a function: median, p95": f"{median(lengths):.0f}, {p95:.0f}",
        "`one` and `number` as names": str(_vague(root)),
        "public functions with a docstring": f"{_documented(root):.0%}",
    }


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _vague(root: Path) -> int:
    return sum(
        1
        for path in files(root)
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.Name) and VAGUE.fullmatch(node.id))
        or (isinstance(node, ast.arg) and VAGUE.fullmatch(node.arg))
    )


def _documented(root: Path) -> float:
    public = [
        function
        for path in files(root)
        for function in _functions(tree_of(path))
        if not function.name.startswith("_")
    ]
    return sum(ast.get_docstring(function) is not None for function in public) / len(public)


def drawing(root: Path) -> str:
    """Return the floors of each package with its arrows, from the top down."""
    graph = imports(root)
    parts = [_drawn(package, rooms(graph, package)) for package in PACKAGES]
    return "\n".join(["```", *"\n\n".join(parts).splitlines(), "```"])


def _drawn(package: str, graph: networkx.DiGraph) -> str:
    lines = [f"{package}/"]
    for place, floor in enumerate(floors(graph)):
        for room in floor:
            below = sorted(_short(target) for target in graph.successors(room))
            arrow = f" -> {', '.join(below)}" if below else ""
            lines.append(f"  {'  ' * place}{_short(room)}{arrow}")
    return "\n".join(lines)


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def redraw(root: Path) -> str:
    """Return CONTRIBUTING.md with a drawing of today."""
    before, rest = (root / "CONTRIBUTING.md").read_text("utf-8").split(BEGIN)
    return f"{before}{BEGIN}\n{drawing(root)}\n{END}{rest.split(END)[1]}"


async def main() -> None:
    """Print the figures of this checkout, or of the one named on the command line."""
    _report(sys.argv[1:])


def _report(arguments: Sequence[str]) -> None:
    chosen = [argument for argument in arguments if Path(argument).is_dir()]
    for name, value in numbers(Path(chosen[0]) if chosen else ROOT).items():
        sys.stdout.write(f"  {name:40}{value}\n")
    if "--draw" in arguments:
        (ROOT / "CONTRIBUTING.md").write_text(redraw(ROOT), "utf-8")
