"""What each start of the program reads, read once in the process that others are forked from.

Importing this module reads it: words, catalogues, occupations, stations and courses. A forked
process calls the same functions and gets what they returned for the same arguments.
"""

from collections.abc import Callable
from typing import Any

from bot import app
from handlers.telegram.profile import profiles
from locales import LOCALES
from storage.catalogue.facts import folder_of
from storage.catalogue.occupations import shipped_occupations
from tests.harness import crashing, fortress

__all__ = ["crashing", "fortress"]
READ = ("load_ladders", "load_translators", "load_pathways")
"""Functions that read files at each start; ``load_thesaurus`` remembers them by itself."""


def remembered(read: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that reads once for the same arguments, which may be of any type."""
    known: list[tuple[tuple[Any, ...], Any]] = []

    def once(*given: Any) -> Any:
        for earlier, found in known:
            if earlier == given:
                return found
        known.append((given, read(*given)))
        return known[-1][1]

    return once


def read_once() -> None:
    """Read what a start without settings of its own needs, whole catalogues too."""
    for name in READ:
        setattr(app, name, remembered(getattr(app, name)))
    concepts = app.load_thesaurus(LOCALES).groups
    app.load_ladders(folder_of(""))
    app.load_pathways(folder_of(""), concepts)
    shipped_occupations()
    list(profiles(app.load_translators(LOCALES)))


read_once()
