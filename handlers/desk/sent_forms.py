"""A form that was sent: what it said, and where it leads when it is sent again."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from bot.domain.sessions import Credentials
from bot.rules.desk import LONGEST_FORM
from handlers.desk.page import Answer, Done, Page, Shown
from handlers.web.posts import Fields, told
from storage.engine.database import Database
from storage.engine.store import Store
from storage.people import forms
from storage.people import sessions as stored_sessions

LONGEST_LOCATION = 80
"""Maximum length of an address that is remembered with a form that was handled."""


async def digest_of(page: Page, fields: Fields) -> str:
    """Return a digest of what a form says; of large files it is made while nobody waits for us."""
    if page.longest <= LONGEST_FORM:
        return _said(fields)
    return await asyncio.to_thread(_said, fields)


def _said(fields: Fields) -> str:
    said = [(name, told(value)) for name, value in fields.items()]
    return sha256(repr(sorted(said)).encode()).hexdigest()


def leads_again(answer: Answer) -> str | None:
    """Return where a form that did something leads when it is sent again; None: it did nothing."""
    match answer:
        case Done(location, is_kept=False):
            return location if len(location) <= LONGEST_LOCATION else ""
        case Shown(is_done=True):
            return ""
    return None


class Given(NamedTuple):
    """What a form led to that gave its session another secret."""

    location: str
    credentials: Credentials


async def given_before(database: Database, address: str, tokens: Sequence[str]) -> Given | None:
    """Return what a form led to, which was handled before, and the credentials that it gave."""
    async with database.read() as store:
        location = await forms.answer_of(store, tokens) if tokens else None
        credentials = await credentials_of(store, address, tokens)
    return None if credentials is None or location is None else Given(location, credentials)


async def credentials_of(store: Store, address: str, tokens: Sequence[str]) -> Credentials | None:
    """Return the credentials that a form led to, which was handled before; None if to none."""
    for given in await stored_sessions.given(store, tokens):
        if given.secret:
            return Credentials(address, given.secret)
    return None
