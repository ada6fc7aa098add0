"""Common buttons of all screens: back, home, a human, German."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.domain.announcements import Kind
from bot.domain.places import District
from bot.i18n import Ltr, Translator
from bot.screens import links
from bot.screens.pictures import logo_of
from bot.screens.questions import placeholder
from bot.ui import Button, Html, Open, Press, Rows, Screen, press

T = TypeVar("T")


def framed(
    screen: Screen, tr: Translator, own: Translator, district: District | None = None
) -> Screen:
    """Return the screen with its footer; ``tr`` is the language shown, ``own`` the reader's.

    ``district`` is the reader's, None if it is not known.
    """
    named = replace(
        screen,
        language=tr.language.code,
        placeholder=placeholder(tr, screen.expects),
        place=district.name if district else "",
        logo=logo_of(district),
    )
    return named if screen.bare else replace(named, footer=_footer(screen, tr, own))


def paging(tr: Translator, before: Press | None, after: Press | None) -> Rows:
    """Return arrows to the pages before and after; None means that there is none."""
    arrows = [(tr("‹ Previous"), before), (tr("Next ›"), after)]
    row = tuple(Button(label, action) for label, action in arrows if action)
    return (row,) if row else ()


def leaf(
    tr: Translator, items: Sequence[T], page: int, size: int, route: str
) -> tuple[Sequence[T], Rows]:
    """Return the items of a page, and arrows to its neighbours, which ``route`` shows."""
    before = press(route, page - 1) if page else None
    after = press(route, page + 1) if len(items) > (page + 1) * size else None
    return items[page * size : (page + 1) * size], paging(tr, before, after)


def call_button(tr: Translator, phone: str) -> Button:
    """Return the button that calls a phone number."""
    return Button(tr("📞 Call {phone}", phone=Ltr(phone)), Open(links.tel(phone)))


def map_button(tr: Translator) -> Button:
    """Return the button that shows the towns with their offers on a map."""
    return Button(tr("🗺 Map"), press("map.show", 0))


def way_button(tr: Translator) -> Button:
    """Return the button that shows the stations to a job."""
    return Button(tr("🧭 Way to a job"), press("station.list", 0))


def no_more(tr: Translator, kind: Kind) -> Button:
    """Return the button that stops messages of a kind."""
    return Button(tr("Stop these messages"), press("mute.toggle", kind))


def _footer(screen: Screen, tr: Translator, own: Translator) -> Rows:
    back = [Button(tr("‹ Back"), Press(screen.back))] if screen.back else []
    home = [Button(tr("🏠 Home"), press("home", 0))] if screen.at != "home:0" else []
    human = [Button(tr("👤 Talk to a person"), press("human"))] if screen.at != "human" else []
    return (tuple(back + home + human + _other_language(screen, tr, own)),)


def _other_language(screen: Screen, tr: Translator, own: Translator) -> list[Button]:
    """Return a button to German or back, if the screen can be shown again."""
    if not screen.at or own.language.code == "de":
        return []
    if tr.language.code == "de":
        return [Button(Html(own.language.name), Press(screen.at), language=own.language.code)]
    return [Button(Html("Deutsch"), press("in", "de", screen.at), language="de")]
