"""Guess of the language of a text by its letters."""

from collections.abc import Collection

_SCRIPTS = {
    "arabic": ("\u0600", "\u06ff", ("ar", "fa", "ps", "ckb")),
    "cyrillic": ("\u0400", "\u04ff", ("ru", "uk", "bg", "sr")),
    "ethiopic": ("\u1200", "\u137f", ("ti",)),
}
_LETTERS = {
    "ckb": "ڕڵێۆەڤ", "ps": "ټډړږښڼۍې", "fa": "پچژگ", "uk": "іїєґ",
    "ru": "ыэё", "sr": "ђјљњћџ", "tr": "ğış", "pl": "ąęłńśźż",
    "ro": "ăâșțşţ", "kmr": "êîû", "fr": "èàùœ",
}  # fmt: skip
"""Letters that tell a language: only a few others have them."""
_TOO = {
    "ar": "چگ", "ckb": "پچژگ", "ps": "پچژگ", "kmr": "ş", "tr": "âîû", "ro": "î", "fr": "âêîû",
    "it": "èàù",
}  # fmt: skip
"""Those of them that more languages have, or people who write it: they do not tell it."""
FEWEST = 3
"""Minimum number of letters to guess a language from."""
MIXED = 4
"""One of so many letters in a script other than Latin tells that a text is written in it."""
LATIN = ("de", "en", "fr", "tr", "pl", "ro", "so", "kmr", "de-simple", "es", "it", "sq", "sr", "hr")


def language_of(text: str, own: str, supported: Collection[str]) -> str:
    """Return the likeliest of the ``supported`` languages; ``own`` unless letters contradict it."""
    letters = "".join(filter(str.isalpha, text.casefold()))
    if len(letters) < FEWEST:
        return own
    candidates = _of_script(letters)
    rare = set(letters).intersection("".join(_LETTERS.get(code, "") for code in candidates))
    if own in candidates and rare <= _rare_letters(own):
        return own
    possible = [code for code in candidates if code in supported]
    told = [code for code in possible if not rare.isdisjoint(_LETTERS.get(code, ""))]
    return max(told or possible, key=lambda code: len(rare & _rare_letters(code)), default=own)


def _rare_letters(code: str) -> set[str]:
    return {*_LETTERS.get(code, ""), *_TOO.get(code, "")}


def script_of(text: str) -> str:
    """Return the commonest script of a text: "latin" unless another one is."""
    counts = {script: _count(text, script) for script in _SCRIPTS}
    script = max(counts, key=lambda name: counts[name])
    return script if 2 * counts[script] > len(text) else "latin"


def scripts_of(code: str) -> tuple[str, ...]:
    """Return the scripts in which a language is usually written; Serbian has two."""
    own = next((name for name, (_, _, codes) in _SCRIPTS.items() if code in codes), "latin")
    return (own, "latin") if code == "sr" else (own,)


def is_script_of(text: str, code: str) -> bool:
    """Return whether a text is written in the usual letters of a language.

    Names in Latin letters stand in texts of every script, and may be longer than the rest.
    """
    own = scripts_of(code)
    is_mixed = own[0] in _SCRIPTS and MIXED * _count(text, own[0]) >= len(text)
    return is_mixed or script_of(text) in own


def _count(text: str, script: str) -> int:
    first, last, _ = _SCRIPTS[script]
    return sum(first <= letter <= last for letter in text)


def _of_script(letters: str) -> tuple[str, ...]:
    """Return the languages of the commonest script."""
    counts = {script: _count(letters, script) for script in _SCRIPTS}
    script = max(counts, key=lambda name: counts[name])
    return _SCRIPTS[script][2] if counts[script] else LATIN
