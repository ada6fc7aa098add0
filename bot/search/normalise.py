"""Folding of text to one spelling, in every script. Each rule was needed by real queries."""

import re
import unicodedata
from functools import lru_cache


def _series(first: str, other: str) -> dict[str, str]:
    """Return the seven forms of an Ethiopic letter, to those of another one that sounds alike."""
    return {chr(ord(first) + form): chr(ord(other) + form) for form in range(7)}


_LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ə": "e",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي",
        "ې": "ي", "ۍ": "ي", "ئ": "ي", "ؤ": "و",
        "ة": "ه", "ۀ": "ه", "ہ": "ه", "ک": "ك", "ګ": "گ", "ڪ": "ك",
        "ە": "ه", "ێ": "ي", "ۆ": "و", "ڕ": "ر", "ڵ": "ل",
        "ټ": "ت", "ډ": "د", "ړ": "ر", "ڼ": "ن", "ځ": "ز", "څ": "س", "ښ": "ش", "ے": "ي",
        "አ": "ኣ", "ዐ": "ኣ", "ሐ": "ሓ", **_series("ሠ", "ሰ"), **_series("ኀ", "ሀ"), **_series("ፀ", "ጸ"),
        "'": "", "’": "", "ʼ": "", "`": "", "ـ": "", "\u200c": "", "\u200d": "",
    }
)  # fmt: skip


_TWINS = dict(zip("авекмнорстухіјѕ", "abekmhopctyxijs", strict=True))
"""Cyrillic letters and the Latin ones that look alike, some only as capitals."""
_TO_LATIN = str.maketrans(_TWINS)
_TO_CYRILLIC = str.maketrans({latin: cyrillic for cyrillic, latin in _TWINS.items()})


class _Bare(dict[int, int | str | None]):
    """Table for ``str.translate`` without marks and with ASCII digits, filled on demand."""

    def __missing__(self, code: int) -> int | str | None:
        letter = chr(code)
        kept = str(unicodedata.digit(letter)) if letter.isdigit() else code
        self[code] = None if unicodedata.combining(letter) else kept
        return self[code]


_BARE = _Bare()
_ELISION = re.compile(
    r"\b(?:(?:(?:d?a|de|ne|su|co|que|be)?l{1,2}|(?:lors|puis|quoi)?qu|(?:ness|ciasc)?un"
    r"|quest|d|j|m|t|n|c|v)['’ʼ](?=\w)|s['’ʼ](?=[aeiouyhàâéèêëîïôöûùœ]))"
)
"""French and Italian words without their vowel. Before a consonant "s'" is Albanian: not."""
_DOTTED = {"3": "gh", "7": "kh"}
_ARABIZI = re.compile(r"(?<![\d.,])([37])['’ʼ`](?![\d\s])")
"""Digits for the letters ع and ح with the dot of غ and خ: "sho3'ol"."""
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_ARABIC_PREFIX = re.compile(
    r"^(?:وال(?!د(?:ين?|ه|ت|ا)\w{0,2}$)|بال|كال|فال|عال(?!م(?:ي|ا|ه)?\w{0,2}$|ج|ي)|هال"
    r"|ل(?=ل(?:اجي|غه|غات|غوي|جوء))|لل|ال(?!كول$))(?=\w{3})"
)
"""Particles with the article; "for the" merges two L: للغة is ل and لغة. والدين means parents,
عالمية worldwide, and الکول is the alcohol of Pashto.
"""


def fold(text: str) -> str:
    """Return a text with case, marks and look-alike letters folded, and digits in ASCII."""
    dotted = _ARABIZI.sub(lambda found: _DOTTED[found[1]], unicodedata.normalize("NFKC", text))
    folded = _ELISION.sub("", dotted.casefold())
    unified = unicodedata.normalize("NFC", folded).translate(_LETTERS)
    bare = unicodedata.normalize("NFD", unified).translate(_BARE)
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order; ae, oe, ue become a, o, u, as ä, ö, ü do."""
    return [_word(word) for word in re.findall(r"\w+", fold(text).replace("_", " "))]


def shared(first: str, second: str) -> int:
    """Return the length of the common prefix of two words."""
    return next(
        (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )


@lru_cache(maxsize=16384)
def _word(word: str) -> str:
    word = _of_one_script(word)
    for pair, letter in _DIGRAPHS:
        word = word.replace(pair, letter)
    return _ARABIC_PREFIX.sub("", word)


def _of_one_script(word: str) -> str:
    """Return a word with Latin and Cyrillic letters in the script of most of them."""
    latin = sum("a" <= letter <= "z" for letter in word)
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in word)
    if not (latin and cyrillic):
        return word
    return word.translate(_TO_LATIN if latin > cyrillic else _TO_CYRILLIC)
