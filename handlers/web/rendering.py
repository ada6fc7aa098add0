"""Screens are rendered as HTML.

A button that only reads is a link, one that changes something is a button of a form. The first line
of a text is a heading if all of it is bold; the entries of a list are cards to press.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from markupsafe import Markup, escape

from bot import bidi
from bot.i18n import Translator, plain, visible
from bot.rules.pictures import size_of
from bot.rules.problems import Problem
from bot.screens.links import map_at
from bot.screens.problem_words import WORDS
from bot.templates import environment, markup
from bot.ui import (
    NOTHING,
    AskLocation,
    AskNotify,
    Button,
    Copy,
    Document,
    Entry,
    Html,
    Open,
    Press,
    Rows,
    Screen,
    Share,
)
from handlers.dialogue.choices import is_choice
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.shared.places import PLACE, PLACE_ASKED
from handlers.web.assets import SPRITE, Assets
from handlers.web.icons import Icons
from handlers.web.maps import drawn

PRODUCT = "Lotse"
ELSEWHERE = "https://www.wikipedia.org/"
"""A page that tells nobody what was read before."""
SHORT = 2
"""Maximum length of a label of which many stand in a row: a letter, a level of German."""
LONG = 28
"""Characters of a label that fill half of a phone's width."""
MOST_DRAWN = 2_000
"""Maximum number of buttons, and of entries, whose HTML is remembered, about 1 MB each.

Who opens a list sees what others saw: its offers, and below them the same buttons. What is one
person's own is not remembered.
"""
_NUMBER = re.compile(f"({bidi.LRI}(?:[A-C+(]?\\d)[\\d\\sA-C:+()/.,–-]*{bidi.PDI})")
"""A phone number, times or levels, isolated: parted by the end of a line, they are misread."""
_HEADING = re.compile(r"([^<\n]{0,6}<b>[^<]+</b>)(?:\n+|$)")
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


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a screen: a ``text`` below its ``heading``, or the ``entries`` of a list."""

    heading: Html = NOTHING
    text: Html = NOTHING
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class FixedWords:
    """What stands on every screen of one language."""

    offline: Markup
    speak: Markup
    language: str
    send: Markup
    failed: str


class Pages:
    """The pages, from templates that are loaded once.

    ``framers`` are the origins of pages that show the chat: they are told how high it is.
    """

    def __init__(self, framers: Sequence[str] = ()) -> None:
        self.assets = Assets()
        self._icons = Icons(self.assets.url(SPRITE))
        self._fixed: dict[str, FixedWords] = {}
        self._templates = environment(TEMPLATES)
        self._templates.globals |= {
            "asset": self.assets.url,
            "link_of": _link_of,
            "link_to": _link_to,
            "drawn": drawn,
            "qr_code": _qr_code,
            "kind_of": _kind_of,
            "url_of": _url_of,
            "map_at": map_at,
            "size_of": size_of,
            "html": self._html,
            "label": self._label,
            "icon": self._icon,
            "plain": plain,
            "elsewhere": ELSEWHERE,
            "block_of": _text_block,
            "are_short": _are_short,
            "has_long": _has_long,
            "framers": " ".join(framers),
            "own_button": self._button,
            "fixed_button": lru_cache(MOST_DRAWN)(self._button),
            "own_entry": self._entry,
            "fixed_entry": lru_cache(MOST_DRAWN)(self._entry),
        }

    def _html(self, text: Html) -> Markup:
        if text.isascii():
            return markup(text)  # neither pictures nor marks
        return markup(Html(_NUMBER.sub(r'<bdi class="n">\1</bdi>', self._icons.drawn(text))))

    def _label(self, text: Html) -> Markup:
        """Return the words of a button, its picture among them, so that a long word has room."""
        return markup(Html(f"<span>{self._html(text)}</span>"))

    def _button(self, button: Button, tr: Translator) -> Markup:
        words: Any = self._templates.get_template("button.html").module
        return markup(Html(words.shown(button, tr)))

    def _entry(self, entry: Entry) -> Markup:
        words: Any = self._templates.get_template("entry.html").module
        return markup(Html(words.shown(entry)))

    def _icon(self, emoji: str) -> Markup:
        return markup(self._icons.beside(str(escape(emoji))))

    def screen(self, screen: Screen, tr: Translator, fields: FormFields) -> str:
        """Return the part of a page that changes; its forms carry ``fields``."""
        blocks = _blocks(screen)
        return self._templates.get_template("screen.html").render(
            screen=screen,
            blocks=blocks,
            title=_title(screen),
            language=tr.language,
            tr=tr,
            fields=fields,
            fixed=self._fixed_words(tr),
            is_kept=ROUTES.is_kept(screen.at),
            asks="" if is_choice(screen.expects) else screen.expects,
            asks_place=screen.expects.partition(":")[0] in (PLACE, PLACE_ASKED),
        )

    def _fixed_words(self, tr: Translator) -> FixedWords:
        """Return what stands on every screen of a language, made once."""
        code = tr.language.code
        if code not in self._fixed:
            words: Any = self._templates.get_template("words.html").module
            self._fixed[code] = FixedWords(
                offline=words.offline_words(tr),
                speak=words.speak_button(tr, self._icon),
                language=plain(tr("Language")),
                send=self._html(tr("Send")),
                failed=plain(tr(WORDS[Problem.BUSY])),
            )
        return self._fixed[code]

    def page(self, screen: Screen, part: str, tr: Translator) -> str:
        """Return a whole page of the chat around the ``part`` that ``screen`` returned for it."""
        return self._templates.get_template("chat.html").render(
            language=tr.language,
            part=markup(Html(part)),
            tr=tr,
            title=_title(screen),
        )

    def xml(self, name: str, **values: object) -> str:
        """Return a page for machines from the template ``name``."""
        return self._templates.get_template(name).render(**values)

    def public(self, name: str, tr: Translator, **values: object) -> str:
        """Return a page for everybody, without a session, from the template ``name``."""
        return self._templates.get_template(name).render(language=tr.language, tr=tr, **values)


def _blocks(screen: Screen) -> tuple[Block, ...]:
    """Return the parts of a screen from top to bottom; entries next to each other are a list."""
    blocks: list[Block] = []
    for part in screen.body or (screen.text,):
        if isinstance(part, Html):
            blocks.append(_text_block(part))
        elif blocks and blocks[-1].entries:
            blocks[-1] = Block(entries=(*blocks[-1].entries, part))
        else:
            blocks.append(Block(entries=(part,)))
    return tuple(blocks)


def _text_block(text: Html) -> Block:
    """Return a text with its first line as its heading, if all of that line is bold."""
    match = _HEADING.match(text)
    return Block(Html(match[1]), Html(text[match.end() :])) if match else Block(text=text)


def _are_short(rows: Rows) -> bool:
    """Return whether all buttons are so short that more of them stand side by side."""
    return all(len(visible(button.label)) <= SHORT for row in rows for button in row)


def _has_long(rows: Rows) -> bool:
    """Return whether a button that stands alone is long: then all that stand alone are as wide."""
    alone = (row[0] for row in rows if len(row) == 1)
    return any(len(button.label) > LONG for button in alone)


def _title(screen: Screen) -> str:
    """Return the title of a page: what it shows, and whose it is."""
    first = next(iter(screen.body), screen.text)
    heading = plain(_text_block(first).heading) if isinstance(first, Html) else ""
    return " – ".join(filter(None, (heading, screen.place or PRODUCT)))


def _kind_of(button: Button | Entry) -> str:
    """Return how the template shows a button or an entry."""
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
        case Share():
            return "share"


def _link_of(button: Button | Entry) -> str:
    """Return where a button leads, or the text that it copies; "" if it leads nowhere."""
    match button.action:
        case Press(data):
            return _link_to(Press(data))
        case Open(url):
            return url
        case AskLocation() | AskNotify():
            return ""
        case Copy(text):
            return text
        case Share(url):
            return url


def _qr_code(link: str) -> Markup:
    from handlers.files.posters import qr_code  # loaded when somebody hands something on

    return markup(Html(qr_code(link)))


def _link_to(action: Press) -> str:
    return f"/chat?at={quote_plus(action.data)}"


def _url_of(document: Document) -> str:
    """Return the address of a document, or a data URL with the document itself."""
    return document.url or f"data:{document.mime};base64,{b64encode(document.content).decode()}"
