"""Connections to PostgreSQL that wait in the pool: which of them still lead to the server."""

import select
import time

from sqlalchemy import event, exc
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

TRUSTED = 30.0
"""Seconds after its last use for which a connection with a quiet socket is taken to be alive."""
_ASKED = "asked at"


def check_connections(engine: Engine) -> None:
    """Replace connections that the server has closed, before anybody uses them.

    A closed socket can be read at once, so the server is asked only then, and after ``TRUSTED``
    seconds in which something between us may have forgotten the connection. To ask each time
    (``pool_pre_ping``) is one more way to the server for each screen.
    """

    @event.listens_for(engine, "checkout")
    def taken(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object) -> None:
        now = time.monotonic()
        is_trusted = now - entry.info.get(_ASKED, 0.0) < TRUSTED
        if is_trusted and not _has_news(connection.driver_connection.pgconn.socket):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise exc.InvalidatePoolError from error
        entry.info[_ASKED] = now

    @event.listens_for(engine, "checkin")
    def returned(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info[_ASKED] = time.monotonic()


def _has_news(descriptor: int) -> bool:
    """Return whether the server has sent something that nobody asked for, or has gone."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
