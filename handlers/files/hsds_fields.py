"""An object of a file, which notes what was taken of it: the rest is told, never dropped."""

from collections.abc import Iterator, Mapping
from typing import Any

_KEYS = ("id", "metadata")
"""Names that only tie objects together or say who changed them."""


class Fields:
    """The values of a JSON object by name. ``path`` is where it stands: "schedules[]".

    Raises TypeError where an object or a list is expected and something else stands.
    """

    def __init__(self, content: Any, path: str = "") -> None:
        if not isinstance(content, Mapping):
            raise TypeError(path)
        self._content = content
        self._path = path
        self._taken: set[str] = set()
        self._inside: dict[str, list[Fields]] = {}

    def text(self, *names: str) -> str:
        """Take the first of some values that is not empty, as text; "" if there is none."""
        for name in names:
            value = self._content.get(name)
            if value not in (None, "") and not isinstance(value, (dict, list)):
                self._taken.add(name)
                return str(value).strip()
        return ""

    def peek(self, *names: str) -> str:
        """Return what ``text`` would, without taking it: what is changed or cut is told."""
        return Fields(self._content).text(*names)

    def objects(self, *names: str) -> list["Fields"]:
        """Return the objects of all lists with these names; what is in them is taken one by one."""
        return [each for name in names for each in self._objects(name)]

    def _objects(self, name: str) -> list["Fields"]:
        if name not in self._inside:
            value = self._content.get(name) or []
            items = [value] if isinstance(value, Mapping) else value
            if not isinstance(items, list):
                return []
            listed = not isinstance(value, Mapping)
            path = f"{self._path}{name}{'[]' if listed else ''}."
            self._inside[name] = [Fields(_object(item), path) for item in items]
        return self._inside[name]

    def has(self, name: str) -> bool:
        """Return whether there is a value of this name that is not empty."""
        return self._content.get(name) not in (None, "", [], {})

    def left(self) -> Iterator[tuple[str, str]]:
        """Yield the path and value of all that was not taken."""
        for name, value in self._content.items():
            if name in self._inside:
                for each in self._inside[name]:
                    yield from each.left()
            elif name not in self._taken:
                yield from _leaves(f"{self._path}{name}", name, value)


def _object(item: Any) -> Mapping[str, Any]:
    """Return an item of a list; a mere word is the name of something."""
    return item if isinstance(item, Mapping) else {"name": item}


def _leaves(path: str, name: str, value: Any) -> Iterator[tuple[str, str]]:
    if name in _KEYS or name.endswith("_id") or value in (None, "", [], {}):
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(f"{path}.{key}", key, item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(f"{path}[]", name, item)
    else:
        yield path, str(value)
