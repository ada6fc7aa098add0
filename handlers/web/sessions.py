"""Sessions of browsers: a random value in a cookie, and tokens that prove that a form is ours."""

import re
import secrets

from aiohttp import web

from bot.domain.people import Address
from bot.rules.starts import Start, is_payload, parse_start
from handlers.dialogue.turn import Hints
from storage.engine.sealing import Seal

A_YEAR = 365 * 24 * 3600
"""How long a cookie is kept, in seconds."""
_FORM = re.compile(r"[A-Za-z0-9_-]{16}")
_SESSION = re.compile(r"[A-Za-z0-9_-]{43}")


class Sessions:
    """Cookies and tokens of sessions.

    ``secure`` cookies are bound to the host (``__Host-``, RFC 6265bis); others are for http on
    one's own machine.
    """

    def __init__(self, seal: Seal, *, secure: bool) -> None:
        self._seal = seal
        self._secure = secure
        self._name = "__Host-lotse" if secure else "lotse"

    def of(self, request: web.Request) -> str:
        """Return the session of a request, "" if it has none of the form that we give."""
        value = request.cookies.get(self._name, "")
        return value if _SESSION.fullmatch(value) else ""

    def new(self) -> str:
        """Return a new session: 32 random bytes."""
        return secrets.token_urlsafe(32)

    def csrf(self, session: str) -> str:
        """Return the token that the forms of a session carry."""
        return self._seal.token("csrf", session)

    def form_number(self) -> str:
        """Return a number for the forms of one screen; each of them works once."""
        return secrets.token_urlsafe(12)

    def form_token(self, session: str, form_number: str) -> str:
        """Return the token by which a form is remembered; "" for a number that is not ours."""
        if not _FORM.fullmatch(form_number):
            return ""
        return self._seal.token("form", f"{session} {form_number}")

    def is_ours(self, session: str, token: str) -> bool:
        """Return whether a form carries the token of the session, so that no other site sent it."""
        return bool(session) and self._seal.proves("csrf", session, token)

    def give(self, request: web.Request, response: web.StreamResponse, session: str) -> None:
        """Set the cookie of a session."""
        self._set(request, response, f"{self._name}={session}; Max-Age={A_YEAR}")

    def take(self, request: web.Request, response: web.StreamResponse) -> None:
        """Delete the cookie of the session."""
        self._set(request, response, f"{self._name}=; Max-Age=0")

    def remember_start(self, request: web.Request, response: web.StreamResponse) -> None:
        """Keep the payload of the start link in a cookie until the browser closes."""
        if is_payload(payload := request.query.get("start", "")):
            self._set(request, response, f"start={payload}")

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


def address_of(session: str) -> Address:
    """Return the address of the person in a session."""
    return Address("web", session)


def hints_of(request: web.Request) -> Hints:
    """Return what a request says about a newcomer: languages, preferred first, and start link."""
    header = request.headers.get("Accept-Language", "")[:200]
    languages = tuple(part.split(";")[0].strip() for part in header.split(",") if part.strip())
    return Hints((*filter(None, [request.query.get("lang", "")]), *languages), start_of(request))


def start_of(request: web.Request) -> Start:
    """Return what the start link asks for, from the address or from the cookie that keeps it."""
    return parse_start(request.query.get("start", "") or request.cookies.get("start", ""))
