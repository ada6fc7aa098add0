"""Text typed on a keyboard that was set to another alphabet: "rdfhnbhf" is "квартира"."""

from collections.abc import Iterator

_QWERTZ = "qwertzuiopü+asdfghjklöäyxcvbnm,.-^"
_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
_ROWS = {
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю.ё",
    "uk": "йцукенгшщзхїфівапролджєячсмитьбю.'",
    "ar": "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرﻻىةوزظذ",
    "fa": "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدئو./پ",
}
"""Letters of the same keys in the same order; one key of Arabic gives two letters."""
_TWO, _ONE = "لا", "ﻻ"
_TO = {
    (language, latin): str.maketrans(latin, row)
    for language, row in _ROWS.items()
    for latin in (_QWERTZ, _QWERTY)
}
_FROM = [str.maketrans(row, latin) for latin in (_QWERTZ, _QWERTY) for row in _ROWS.values()]


def retyped(text: str, language: str) -> Iterator[str]:
    """Yield what the same keys give in the alphabet of a language, each text once.

    A language without an own table is written in Latin letters.
    """
    lower = text.lower()
    to = [table for (code, _), table in _TO.items() if code == language]
    texts = [lower.translate(table) for table in to] if to else _latin(lower)
    yield from (other for other in dict.fromkeys(texts) if other != lower)


def _latin(text: str) -> list[str]:
    """Return Cyrillic or Arabic letters as the Latin ones of their keys."""
    joined = text.replace(_TWO, _ONE)
    return [] if text.isascii() else [joined.translate(table) for table in _FROM]
