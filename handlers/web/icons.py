"""Our own pictures in place of emoji: the same on every device, also where no font has them.

They are the symbols of ``static/icons.svg``. Telegram shows the emoji.
"""

import re
from collections.abc import Mapping

from bot import bidi
from bot.ui import Html

ICONS: Mapping[str, str] = {
    emoji: name
    for name, several in {
        "speech": "🗣 💬",
        "education": "🎓 🏫",
        "book": "📚",
        "work": "💼",
        "tools": "🛠 🔧",
        "house": "🏠 🏡 🏘",
        "office": "🏛",
        "organisation": "🏢",
        "health": "🩺 🏥 💊",
        "care": "🫶 ❤",
        "together": "🤝",
        "ball": "⚽",
        "child": "👶 🧒 🧸",
        "person": "👤",
        "group": "👥 👪",
        "hand": "🙋",
        "star": "☆ ⭐",
        "settings": "⚙",
        "mailbox": "📬",
        "letter": "✉ 📧",
        "bell": "🔔",
        "bell-off": "🔕",
        "calendar": "📅 📆",
        "clock": "🕘 ⏰ ⌛",
        "map": "🗺",
        "pin": "📍 📌",
        "phone": "📞",
        "globe": "🌐",
        "speaker": "🔊",
        "compass": "🧭",
        "chart": "📊",
        "file": "📄 📝 🗞",
        "clip": "📎",
        "bin": "🗑",
        "plus": "➕",
        "yes": "✅ ✔",
        "no": "❌ 🚫",
        "pencil": "✏",
        "copy": "📋",
        "printer": "🖨",
        "lock": "🔒",
        "letters": "🔤",
        "question": "❓",
        "loudspeaker": "📣",
        "warning": "⚠",
        "pause": "⏸",
        "go": "▶ ➡",
        "again": "🔄",
        "money": "💶",
        "free": "🆓",
        "level": "📶",
        "wheelchair": "♿",
        "screen": "💻",
        "cake": "🎂",
        "seat": "🪑",
        "bike": "🚲",
        "bus": "🚌",
        "taxi": "🚕",
        "bread": "🍞",
        "apple": "🍎",
        "key": "🔑",
        "walk": "🚶",
        "box": "📦 👕",
        "tray": "🗂",
        "eyes": "👀",
        "glad": "😀",
        "so-so": "😐 🤔",
        "sad": "🙁",
        "party": "🎉",
        "food": "🍲 🥫",
        "music": "🎵 🎭",
    }.items()
    for emoji in several.split()
}
"""The name of our picture for each emoji, without the mark U+FE0F that asks for its colours."""
_ANY = "|".join(ICONS)
_MARKS = f"[{bidi.RLM}{bidi.LRI}{bidi.FSI}{bidi.PDI}]*"
_EMOJI = re.compile(f"<[^>]*>|({_ANY})\ufe0f?(\u00a0[^\\s<]*)?")
"""With the word that a no-break space ties to it: beside a picture such a space ties nothing."""
_ALONE = re.compile(f"{_MARKS}({_ANY})\ufe0f?{_MARKS}")
_IN_WORDS = re.compile(r"[^\s·] $")
"""What stands before an emoji that is a word of its sentence: "You see it under 📬."."""


class Icons:
    """The pictures of the sprite at ``url``."""

    def __init__(self, url: str) -> None:
        self._uses = {emoji: f'<use href="{url}#{name}"/></svg>' for emoji, name in ICONS.items()}

    def drawn(self, text: Html) -> Html:
        """Return a text with pictures in place of emoji; those we have none for stay.

        A picture that says something by itself is named by its emoji, which screen readers can say.
        """
        if text.isascii():
            return text
        if alone := _ALONE.fullmatch(text):
            return Html(self._named(alone[1]))
        return Html(_EMOJI.sub(self._picture, text))

    def beside(self, emoji: str) -> Html:
        """Return the picture of an emoji that says the same as the words beside it."""
        return Html(_EMOJI.sub(self._picture, emoji))

    def _picture(self, match: "re.Match[str]") -> str:
        if not match[1]:
            return match[0]
        if _IN_WORDS.search(match.string, max(0, match.start() - 2), match.start()):
            return self._named(match[1])
        picture = f'<svg class="i" aria-hidden="true">{self._uses[match[1]]}'
        return f'<span class="k">{picture}{match[2]}</span>' if match[2] else picture

    def _named(self, emoji: str) -> str:
        return f'<svg class="i" role="img" aria-label="{emoji}">{self._uses[emoji]}'
