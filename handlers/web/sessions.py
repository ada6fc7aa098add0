"""Sessions of browsers: signed cookies, and tokens that prove that a form is ours."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from aiohttp import web

from bot.domain.people import Address
from bot.domain.sessions import NO_VISIT, Credentials, Visit
from bot.rules.starts import Start, is_payload, parse_start
from handlers.dialogue.turn import Hints
from handlers.web.languages import preferred
from storage.engine.sealing import Seal
from storage.people.sessions import SIGNED

A_YEAR = timedelta(days=365)
"""How long a cookie is kept and accepted."""
RENEWED_AFTER = timedelta(days=30)
"""Age of a cookie from which on the browser gets a younger one, so that who comes stays known."""
SIGNING_IN = timedelta(minutes=10)
"""How long somebody may take to sign in at an identity provider."""
_FORM = re.compile(r"[A-Za-z0-9_-]{16}")
_OLD = re.compile(r"[A-Za-z0-9_-]{43}")
_COOKIE = re.compile(
    r"(s?[A-Za-z0-9_-]{43})\.((?:[A-Za-z0-9_-]{22})?)\.([0-9]{1,7})\.([0-9a-f]{64})", re.ASCII
)
MOST_COOKIES = 20
"""Maximum number of cookies of our name in one request that are looked at."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that we made: the credentials in it, and the day it was made.

    ``is_old`` is one of before signed ones: whether it counts is for the database to say.
    """

    credentials: Credentials
    made_on: date
    is_old: bool = False

    @property
    def address(self) -> str:
        return self.credentials.address


class Sessions:
    """Cookies and tokens of sessions.

    ``secure`` cookies are bound to the host (``__Host-``, RFC 6265bis); others are for http on
    one's own machine.
    """

    def __init__(self, seal: Seal, *, secure: bool) -> None:
        self._seal = seal
        self._secure = secure
        self._name = "__Host-lotse" if secure else "lotse"
        self._browser = f"{self._name}-browser"

    def of(self, request: web.Request, now: datetime) -> Cookie | None:
        """Return the first cookie of a request that we made; None without one."""
        cookies = [self._read(value, now) for value in self._values(request)]
        return next(filter(None, cookies), None)

    def new(self, now: datetime) -> Cookie:
        """Return a new cookie: 32 random bytes that nobody is known by."""
        return Cookie(Credentials(SIGNED + secrets.token_urlsafe(32)), _day(now))

    def secret(self) -> str:
        """Return the secret of a new session: 16 random bytes."""
        return secrets.token_urlsafe(16)

    def of_credentials(self, credentials: Credentials, now: datetime) -> Cookie:
        """Return a new cookie with these credentials."""
        return Cookie(credentials, _day(now))

    def csrf(self, session: str) -> str:
        """Return the token that the forms of a session carry; ``session`` is its address."""
        return self._seal.token("csrf", session)

    def form_number(self) -> str:
        """Return a new number, which makes a form one of its kind."""
        return secrets.token_urlsafe(12)

    def form_tokens(self, session: str, form_number: str) -> tuple[str, ...]:
        """Return what a form is remembered by, with our key and with each old one.

        Nothing for a number that is not one of ours.
        """
        if not _FORM.fullmatch(form_number):
            return ()
        return tuple(self._seal.tokens("form", f"{session} {form_number}"))

    def is_ours(self, session: str, token: str) -> bool:
        """Return whether a form carries the token of the session, so that no other site sent it."""
        return bool(session) and self._seal.proves("csrf", session, token)

    def give(self, request: web.Request, response: web.StreamResponse, cookie: Cookie) -> None:
        """Set a cookie."""
        value = self.value(cookie)
        self._set(request, response, f"{self._name}={value}; Max-Age={A_YEAR.total_seconds():.0f}")

    def take(self, request: web.Request, response: web.StreamResponse) -> None:
        """Delete the cookie of the session."""
        self._set(request, response, f"{self._name}=; Max-Age=0")

    def remember_start(self, request: web.Request, response: web.StreamResponse) -> None:
        """Keep the payload of the start link in a cookie until the browser closes."""
        if is_payload(payload := request.query.get("start", "")):
            self._set(request, response, f"start={payload}")

    def browser_of(self, request: web.Request) -> str:
        """Return what a browser is known by while somebody signs in elsewhere, "" for nothing."""
        value = request.cookies.get(self._browser, "")
        return value if _OLD.fullmatch(value) else ""

    def remember_browser(
        self, request: web.Request, response: web.StreamResponse, browser: str
    ) -> None:
        """Keep what a browser is known by for as long as somebody signs in elsewhere."""
        seconds = SIGNING_IN.total_seconds()
        self._set(request, response, f"{self._browser}={browser}; Max-Age={seconds:.0f}")

    def value(self, cookie: Cookie) -> str:
        """Return the text of a cookie: address, secret of the session, day, signature."""
        credentials = cookie.credentials
        made_on = (cookie.made_on - date.min).days
        signed = f"{credentials.address}.{credentials.secret}.{made_on}"
        return f"{signed}.{self._seal.token('session', signed)}"

    def _values(self, request: web.Request) -> list[str]:
        """Return all values of our name: one that another page planted must not hide ours."""
        header = "; ".join(request.headers.getall("Cookie", []))
        pairs = [part.strip().partition("=") for part in header.split(";")]
        return [value.strip('"') for name, _, value in pairs if name == self._name][:MOST_COOKIES]

    def _read(self, value: str, now: datetime) -> Cookie | None:
        """Return a cookie if it is signed by us and not too old, or of before signed ones."""
        if _OLD.fullmatch(value):
            return Cookie(Credentials(value), _day(now), is_old=True)
        if not (parts := _COOKIE.fullmatch(value)):
            return None
        signed, _, signature = value.rpartition(".")
        if not self._seal.proves("session", signed, signature):
            return None
        made_on = date.min + timedelta(days=int(parts[3]))
        if _day(now) - made_on > A_YEAR:
            return None
        return Cookie(Credentials(parts[1], parts[2]), made_on)

    def _set(self, request: web.Request, response: web.StreamResponse, cookie: str) -> None:
        """Set a cookie. In a frame of another site it must be partitioned, or is dropped (CHIPS).

        The header is written here, because http.cookies supports "Partitioned" only from Python
        3.14 on.
        """
        framed = self._secure and request.headers.get("Sec-Fetch-Dest") == "iframe"
        rest = [
            "Path=/",
            "HttpOnly",
            *(["Secure"] if self._secure else []),
            *(["SameSite=None", "Partitioned"] if framed else ["SameSite=Lax"]),
        ]
        response.headers.add("Set-Cookie", "; ".join([cookie, *rest]))


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def address_of(session: str) -> Address:
    """Return the address of the person in a session."""
    return Address("web", session)


def hints_of(request: web.Request, visit: Visit = NO_VISIT) -> Hints:
    """Return what a request says about a newcomer: languages, preferred first, and start link."""
    languages = preferred(request.headers.getall("Accept-Language", ()))
    wanted = (*filter(None, [request.query.get("lang", "")]), *languages)
    return Hints(wanted, start_of(request), visit=visit)


def start_of(request: web.Request) -> Start:
    """Return what the start link asks for, from the address or from the cookie that keeps it."""
    return parse_start(request.query.get("start", "") or request.cookies.get("start", ""))
