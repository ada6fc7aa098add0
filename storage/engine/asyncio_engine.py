"""SQLAlchemy's asyncio engine without its ORM.

The package ``sqlalchemy.ext.asyncio`` imports sessions too, and with them the whole ORM: 8 MiB and
a fifteenth of a start, of which nothing is used here. So the module of its engine is imported
beneath an empty package, which is taken away afterwards: whoever imports the package later gets
all of it, with the same classes.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec

__all__ = ["AsyncConnection", "AsyncEngine", "create_async_engine"]


@contextmanager
def _empty(package: str) -> Iterator[None]:
    """Let modules of a package be imported without what its ``__init__`` imports."""
    spec = find_spec(package)
    if spec is None or package in sys.modules:
        yield
        return
    sys.modules[package] = module_from_spec(spec)
    try:
        yield
    finally:
        del sys.modules[package]


with _empty("sqlalchemy.ext.asyncio"):
    from sqlalchemy.ext.asyncio.engine import AsyncConnection, AsyncEngine, create_async_engine
