"""Sessions: a random number in a cookie, and a token that proves that a form is ours."""

import hmac
import re
import secrets

from aiohttp import web

from bot.domain.people import Address
from bot.rules.starts import Start, is_payload, parse_start
from handlers.dialogue.turn import Hints
from storage.engine.sealing import Seal

A_YEAR = 365 * 24 * 3600
_FORM = re.compile(r"[A-Za-z0-9_-]{16}")
_SESSION = re.compile(r"[A-Za-z0-9_-]{43}")


class Sessions:
    """Cookies of sessions and their tokens.

    ``secure`` cookies are bound to the host (``__Host-``); plain ones are for http on this machine.
    """

    def __init__(self, seal: Seal, *, secure: bool) -> None:
        self._seal = seal
        self._secure = secure
        self._name = "__Host-lotse" if secure else "lotse"

    def of(self, request: web.Request) -> str:
        """The session of a request, "" if it has none that we could have given."""
        value = request.cookies.get(self._name, "")
        return value if _SESSION.fullmatch(value) else ""

    def new(self) -> str:
        return secrets.token_urlsafe(32)

    def csrf(self, session: str) -> str:
        return self._seal.token("csrf", session)

    def form_number(self) -> str:
        """Return a number for the forms of one screen; each of them works once."""
        return secrets.token_urlsafe(12)

    def form_token(self, session: str, form_number: str) -> str:
        """Return what a form's number is remembered by; "" for what is none of ours."""
        if not _FORM.fullmatch(form_number):
            return ""
        return self._seal.token("form", f"{session} {form_number}")

    def is_ours(self, session: str, token: str) -> bool:
        return bool(session) and hmac.compare_digest(self.csrf(session).encode(), token.encode())

    def give(self, request: web.Request, response: web.StreamResponse, session: str) -> None:
        self._set(request, response, f"{self._name}={session}; Max-Age={A_YEAR}")

    def take(self, request: web.Request, response: web.StreamResponse) -> None:
        self._set(request, response, f"{self._name}=; Max-Age=0")

    def remember_start(self, request: web.Request, response: web.StreamResponse) -> None:
        """Keep the payload of the link that led here, if it is ours, until the browser closes."""
        if is_payload(payload := request.query.get("start", "")):
            self._set(request, response, f"start={payload}")

    def _set(self, request: web.Request, response: web.StreamResponse, cookie: str) -> None:
        """Inside another site's page browsers keep a cookie only if it is partitioned (CHIPS).

        Written by hand: the standard library knows "Partitioned" only from Python 3.14 on.
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
    return Address("web", session)


def hints_of(request: web.Request) -> Hints:
    """The browser's languages in its order, and the link's payload."""
    header = request.headers.get("Accept-Language", "")[:200]
    languages = tuple(part.split(";")[0].strip() for part in header.split(",") if part.strip())
    return Hints((*filter(None, [request.query.get("lang", "")]), *languages), start_of(request))


def start_of(request: web.Request) -> Start:
    """From the link, or from the cookie that remembers it until the browser closes."""
    return parse_start(request.query.get("start", "") or request.cookies.get("start", ""))
