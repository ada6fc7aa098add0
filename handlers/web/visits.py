"""Who visits: what the database says about the cookie of a request."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.domain.second_factors import Owed
from bot.domain.sessions import Credentials, Session, Visit
from bot.rules import sessions as rules
from handlers.web.sessions import RENEWED_AFTER, Cookie, Sessions, address_of
from storage.engine.database import Database, Unavailable
from storage.people import people, second_factors
from storage.people import sessions as stored


@dataclass(frozen=True, slots=True)
class Visitor:
    """The browser of a request.

    ``cookie`` None: it has none that counts. ``has_ended`` is whether it had one that was ended by
    its person. ``is_due`` is whether it should get the cookie again, younger.
    """

    cookie: Cookie | None
    visit: Visit
    has_ended: bool = False
    is_due: bool = False

    @property
    def session(self) -> str:
        """The address that the browser is known by, "" for none."""
        return self.cookie.address if self.cookie else ""

    @property
    def secret(self) -> str:
        return self.cookie.credentials.secret if self.cookie else ""


class Visits:
    """Reads the cookies of requests. ``now`` is a clock.

    ``demanding`` are the slugs of the districts that demand a second factor of everybody.
    """

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        now: Callable[[], datetime],
        demanding: Sequence[str] = (),
    ) -> None:
        self._database = database
        self._demanding = demanding
        self._sessions = sessions
        self._now = now

    async def of(self, request: web.Request, *, uses: bool = True) -> Visitor:
        """Return the visitor of a request. Raises Unavailable.

        ``uses`` is whether a person did something: a page that is only open keeps nobody signed in.
        """
        now = self._now()
        cookie = self._sessions.of(request, now)
        visit = Visit(
            is_signed_in=False,
            device=rules.device_words(request.headers.get("User-Agent", "")),
        )
        if cookie is None:
            return Visitor(None, visit)
        if cookie.is_old:
            return await self._of_old(cookie, visit)
        if cookie.credentials.secret:
            return await self._signed_in(cookie, visit, uses=uses)
        return Visitor(cookie, visit, is_due=self._is_due(cookie))

    async def may_listen(self, cookie: Cookie) -> bool:
        """Return whether a page may get screens by itself.

        Not if its session was ended, or has to be signed in again. Raises Unavailable.
        """
        secret, now = cookie.credentials.secret, self._now()
        async with self._database.read() as store:
            person = await people.at(store, address_of(cookie.address))
            privileged = person if person and rules.is_privileged(person) else None
            if not secret:
                return privileged is None or not await stored.has_any(store, privileged.id)
            session = await stored.by_secret(store, secret)
            if session is None or session.ended_at is not None:
                return False
            owes = await second_factors.owed(store, session, self._demanding)
        return privileged is None or (rules.is_fresh(session, now) and not owes)

    async def _of_old(self, cookie: Cookie, visit: Visit) -> Visitor:
        """Take a cookie of before signed ones if its person is stored, and replace it."""
        address, now = address_of(cookie.address), self._now()
        async with self._database.read() as store:
            if await people.at(store, address) is None:
                return Visitor(None, visit)
        async with self._database.write() as store:
            is_taken = await stored.accept_old(store, address, now)
        if not is_taken:
            return Visitor(None, visit)
        signed = self._sessions.of_credentials(Credentials(cookie.address), now)
        return Visitor(signed, visit, is_due=True)

    async def _signed_in(self, cookie: Cookie, visit: Visit, *, uses: bool) -> Visitor:
        """Look the session up, and remember that it is in use."""
        now = self._now()
        async with self._database.read() as store:
            session = await stored.by_secret(store, cookie.credentials.secret)
            if session is None or session.ended_at is not None:
                return Visitor(None, visit, has_ended=True)
            owes = await second_factors.owed(store, session, self._demanding)
        is_fresh = rules.is_fresh(session, now)
        if is_fresh and uses:
            await self._touch(session, now)
        known = Visit(
            session.id,
            is_fresh and not owes,
            visit.device,
            owes=owes if is_fresh else Owed.NOTHING,
        )
        return Visitor(cookie, known, is_due=self._is_due(cookie))

    async def _touch(self, session: Session, now: datetime) -> None:
        """Remember the use of a session; who only reads needs no room to write for that."""
        if now - session.used_at <= rules.TOUCHED_AFTER:
            return
        with suppress(Unavailable):
            async with self._database.write() as store:
                await stored.touch(store, session.id, now)

    def _is_due(self, cookie: Cookie) -> bool:
        age: timedelta = self._now().date() - cookie.made_on
        return age > RENEWED_AFTER
