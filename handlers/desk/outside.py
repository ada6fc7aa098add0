"""Pages for those who do not come in: why, how to sign in, what they typed to send again."""

from typing import Any

from aiohttp import web

from bot.i18n import Translator
from bot.rules.desk import address_here
from bot.rules.problems import Problem
from bot.screens.problems import problem
from handlers.desk.frame import desk_translator
from handlers.desk.rendering import Templates
from handlers.web.front import Front
from handlers.web.passkeys import SIGN_IN, Asked, Passkeys
from handlers.web.posts import Fields
from handlers.web.sessions import hints_of
from handlers.web.uploads import NO_ROOM, TOO_LARGE


class OutsidePages:
    """Makes pages without anything of a district."""

    def __init__(self, front: Front, templates: Templates) -> None:
        self._front = front
        self._templates = templates

    def problem(
        self, request: web.Request, reason: Problem, status: int, tr: Translator | None = None
    ) -> web.Response:
        """Return a page that says why something is not possible."""
        tr = tr or self._guessed(request)
        return self._bare(tr, {"words": problem(tr, reason).text}, status)

    def sign_in(
        self, request: web.Request, fields: Fields | None = None, *, is_kept: bool = False
    ) -> web.Response:
        """Return a page that leads to signing in.

        ``fields`` are those of a form that could not be kept, to be sent again afterwards.
        """
        tr = self._guessed(request)
        services = self._front.conversation.services
        keys = Passkeys(services.seal, services.base_url)
        asked = keys.to_give(Asked(SIGN_IN), [], self._front.now()) if keys.is_possible else ""
        back = address_here(request.path_qs if request.method == "GET" else request.path)
        values = {
            "words": problem(tr, Problem.SIGN_IN).text,
            "can_sign_in": True,
            "is_kept": is_kept,
            "again": _typed(fields) if fields else (),
            "options": asked,
            "back": back,
            "providers": services.account_links(back=back),
        }
        return self._bare(tr, values, 403)

    def again(self, request: web.Request, fields: Fields, reason: Problem) -> web.Response:
        """Return a page with all that was typed, to be sent again: nothing could be kept."""
        tr = self._guessed(request)
        status = 429 if reason is Problem.TOO_FAST else 503
        return self._bare(tr, {"words": problem(tr, reason).text, "again": _typed(fields)}, status)

    def _bare(self, tr: Translator, values: dict[str, Any], status: int) -> web.Response:
        usual = {"can_sign_in": False, "is_kept": False, "again": (), "options": "", "back": ""}
        text = self._templates.render("outside.html", tr, usual | {"providers": ()} | values)
        return web.Response(text=text, content_type="text/html", status=status)

    def _guessed(self, request: web.Request) -> Translator:
        return desk_translator(
            self._front.conversation.services, self._front.conversation.guessed(hints_of(request))
        )


def _typed(fields: Fields) -> list[tuple[str, str]]:
    """Return all that a form says but its files, as it came."""
    said = [(name, value) for name, value in fields.items() if isinstance(value, str)]
    return [(name, value) for name, value in said if name not in (NO_ROOM, TOO_LARGE)]
