"""Screens are rendered as HTML.

A button that only reads is a link, one that changes something is a button of a form.
"""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.i18n import Translator, plain
from bot.rules.problems import Problem
from bot.screens.links import map_at
from bot.screens.problems import WORDS
from bot.ui import AskLocation, AskNotify, Button, Copy, Document, Html, Open, Press, Screen
from handlers.dialogue.routes import ROUTES

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class FormFields:
    """The hidden fields of the forms of a screen.

    ``csrf`` proves that the form is ours, ``number`` lets it work once, and ``answers`` says,
    sealed, what a text or file answers, "" for a search.
    """

    csrf: str
    number: str
    answers: str


class Pages:
    """The pages, from templates that are loaded once."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            auto_reload=False,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "link_of": _link_of,
            "kind_of": _kind_of,
            "url_of": _url_of,
            "map_at": map_at,
            "html": _markup,
            "plain": plain,
        }

    def screen(self, screen: Screen, tr: Translator, fields: FormFields) -> str:
        """Return the part of a page that changes; its forms carry ``fields``."""
        failed = WORDS[Problem.BUSY]
        return self._templates.get_template("screen.html").render(
            screen=screen, language=tr.language, tr=tr, fields=fields, failed=failed
        )

    def page(self, part: str, tr: Translator) -> str:
        """Return a whole page of the chat around a ``part`` that ``screen`` returned."""
        return self._templates.get_template("chat.html").render(
            language=tr.language, part=_markup(Html(part))
        )

    def public(self, name: str, tr: Translator, **values: object) -> str:
        """Return a page for everybody, without a session, from the template ``name``."""
        return self._templates.get_template(name).render(language=tr.language, tr=tr, **values)


def _kind_of(button: Button) -> str:
    """Return how the template shows a button."""
    match button.action:
        case Press(data):
            return "link" if ROUTES.reads_only(data) else "form"
        case Open():
            return "open"
        case AskLocation():
            return "locate"
        case AskNotify():
            return "notify"
        case Copy():
            return "copy"


def _link_of(button: Button) -> str:
    """Return where a button leads, or the text that it copies; "" if it leads nowhere."""
    match button.action:
        case Press(data):
            return "/chat?" + urlencode({"at": data})
        case Open(url):
            return url
        case AskLocation() | AskNotify():
            return ""
        case Copy(text):
            return text


def _url_of(document: Document) -> str:
    """Return the address of a document, or a data URL with the document itself."""
    return document.url or f"data:{document.mime};base64,{b64encode(document.content).decode()}"


def _markup(text: Html) -> Markup:
    """Return text that needs no escaping: ``Html`` is safe, because ``tr`` escapes every value."""
    return Markup(text)  # noqa: S704
