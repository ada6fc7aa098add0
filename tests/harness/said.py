"""The sentences of the code, read from its files once a session."""

from functools import cache

from babel.messages.catalog import Catalog

from locales import check


@cache
def sentences() -> Catalog:
    """Return all sentences; a test that changes the catalogue makes its own."""
    return check.sentences()
