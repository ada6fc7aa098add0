"""What is the same on every screen: back, home, a human, German."""

from dataclasses import replace

from bot.i18n import Translator
from bot.ui import Button, Html, Press, Rows, Screen, press


def framed(screen: Screen, tr: Translator, own: Translator) -> Screen:
    """The screen with its fixed row; ``tr`` is the language shown, ``own`` the reader's."""
    named = replace(screen, language=tr.language.code)
    return named if screen.bare else replace(named, footer=_footer(screen, tr, own))


def paging(tr: Translator, before: Press | None, after: Press | None) -> Rows:
    """Arrows to the neighbours; None where there is none."""
    arrows = [(tr("‹ Previous"), before), (tr("Next ›"), after)]
    row = tuple(Button(label, action) for label, action in arrows if action)
    return (row,) if row else ()


def _footer(screen: Screen, tr: Translator, own: Translator) -> Rows:
    back = [Button(tr("‹ Back"), Press(screen.back))] if screen.back else []
    home = [Button(tr("🏠 Home"), press("home", 0))] if screen.at != "home:0" else []
    human = [Button(tr("👤 A human"), press("human"))] if screen.at != "human" else []
    return (tuple(back + home + human + _other_language(screen, tr, own)),)


def _other_language(screen: Screen, tr: Translator, own: Translator) -> list[Button]:
    """To German and back, where the screen can be shown again."""
    if not screen.at or own.language.code == "de":
        return []
    if tr.language.code == "de":
        return [Button(Html(own.language.name), Press(screen.at))]
    return [Button(Html("Deutsch"), press("in", "de", screen.at))]
