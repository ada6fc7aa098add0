"""What other tools read of files, with their defaults: a line of JSON for each tool and file.

It runs in a Python of its own and imports nothing of ours.
"""

import csv
import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path


def by_pandas(path: Path) -> Iterable[Iterable[object]]:
    import pandas

    read = pandas.read_csv if path.suffix == ".csv" else pandas.read_excel
    frame = read(path)
    return [list(frame.columns), *frame.values.tolist()]


def by_csvkit(path: Path) -> Iterable[Iterable[object]]:
    command = [str(Path(sys.executable).with_name("in2csv")), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(csv.reader(done.stdout.splitlines()))


def by_frictionless(path: Path) -> Iterable[Iterable[object]]:
    import frictionless

    frictionless.system.trusted = True
    with frictionless.Resource(path=str(path)) as resource:
        return [row.to_list() for row in resource.row_stream]


TOOLS: dict[str, Callable[[Path], Iterable[Iterable[object]]]] = {
    "pandas": by_pandas,
    "csvkit": by_csvkit,
    "frictionless": by_frictionless,
}


def main() -> None:
    warnings.simplefilter("ignore")
    for tool, read in TOOLS.items():
        if not is_there(tool):
            continue
        for path in map(Path, sys.argv[1:]):
            answer: dict[str, object] = {"tool": tool, "path": str(path)}
            try:
                answer["rows"] = [list(map(text, row)) for row in read(path)]
            except Exception as error:
                answer["error"] = repr(error)[:200]
            sys.stdout.write(json.dumps(answer) + "\n")


def is_there(tool: str) -> bool:
    if tool == "csvkit":
        return shutil.which("in2csv", path=str(Path(sys.executable).parent)) is not None
    try:
        __import__(tool)
    except ImportError:
        return False
    return True


def text(value: object) -> str:
    """Return a cell as words; one that is missing is empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


if __name__ == "__main__":
    main()
