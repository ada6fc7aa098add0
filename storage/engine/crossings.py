"""Transactions that crossed on PostgreSQL: what one had read was changed before it wrote.

A rule asks under the lock of what it protects. What is only referred to is not locked: a person
may be forgotten while a message for them is stored, and two may add the same row. PostgreSQL ends
the second of two such transactions. Run once more, it reads what the first one left, and the rules
say what is right now.
"""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from sqlalchemy import exc

from storage.engine.database import Unavailable

CROSSED = frozenset(("23503", "23505", "40P01"))
"""SQLSTATE of a row that is gone, one that is there already, and two that wait for each other."""
Given = ParamSpec("Given")
Result = TypeVar("Result")


async def once_more(
    work: Callable[Given, Awaitable[Result]], *args: Given.args, **kwargs: Given.kwargs
) -> Result:
    """Return what ``work`` returns, which opens its own transaction.

    It is run a second time if another transaction crossed it. Raises what ``work`` raises.
    """
    try:
        return await work(*args, **kwargs)
    except (exc.IntegrityError, Unavailable) as error:
        if not is_crossed(error):
            raise
    return await work(*args, **kwargs)


def is_crossed(error: Exception) -> bool:
    """Return whether a transaction failed because of what another one did at the same time."""
    of_driver = error.__cause__ if isinstance(error, Unavailable) else error
    return getattr(getattr(of_driver, "orig", None), "sqlstate", None) in CROSSED
