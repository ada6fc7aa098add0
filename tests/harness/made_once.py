"""What all tests share: it is made once a session, not once a test."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache, partial

import pytest
from jinja2 import Environment, FileSystemBytecodeCache
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from bot.search import lexicon
from bot.search.lexicon import Lexicon, Pair

COMPILED = 5000
"""Statements that are remembered."""


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Share compiled statements between all engines of one kind of database.

    They are compiled once a session, not once a test.
    """
    caches: dict[type, LRUCache] = {}

    def connected(connection: Connection) -> None:
        connection.engine._compiled_cache = caches.setdefault(
            type(connection.dialect), LRUCache(COMPILED)
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
        patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))
        event.listen(Engine, "engine_connect", connected)
        yield
        event.remove(Engine, "engine_connect", connected)


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile each template of the pages once a session, not once an application."""
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("jinja")))
    with pytest.MonkeyPatch.context() as patch:
        shared = partial(Environment, bytecode_cache=compiled)
        patch.setattr("bot.templates.Environment", shared)
        yield


@pytest.fixture(scope="session", autouse=True)
def learned_once() -> Iterator[None]:
    """Learn the lexicon of the same texts once a session, not after every import of a test.

    The words of two texts are also put beside each other once.
    """
    learned: dict[str, Lexicon] = {}

    def learn(pairs: Sequence[Pair], general: Collection[str] = ()) -> Lexicon:
        origin = lexicon.origin(pairs, general)
        if origin not in learned:
            learned[origin] = really(pairs, general)
        return learned[origin]

    with pytest.MonkeyPatch.context() as patch:
        really, apart = lexicon.learn, lexicon.aligned
        aligned = cache(lambda text, german: tuple(apart(text, german)))
        patch.setattr(lexicon, "learn", learn)
        patch.setattr(lexicon, "aligned", aligned)
        yield
