"""The tables of an empty database, made at once: those that all upgrades together would make."""

import secrets

from sqlalchemy import URL, Column, Connection, MetaData, String, Table, insert

from storage.engine.settings import INSTALLATION
from storage.engine.upgrades import upgrading, version_in
from storage.schema import metadata, setting

_version = Table(
    "alembic_version",
    MetaData(naming_convention={"pk": "%(table_name)s_pkc"}),
    Column("version_num", String(32), primary_key=True),
)
"""What Alembic reads; it is not loaded for an empty database."""


def create(url: URL, newest: str) -> bool:
    """Make the tables, all or none, and return whether they were made.

    False if another process has made them meanwhile.
    """
    with upgrading(url, newest) as connection:
        if version_in(connection) is not None:
            return False
        _create(connection, newest)
    return True


def _create(connection: Connection, newest: str) -> None:
    metadata.create_all(connection, checkfirst=False)
    _version.create(connection)
    connection.execute(insert(_version).values(version_num=newest))
    name = f"{secrets.token_hex(8)}.lotse"
    connection.execute(insert(setting).values(name=INSTALLATION, value=name))
