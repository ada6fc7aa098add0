"""One spelling for every way of writing, in every script (each line was needed by real queries)."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ə": "e",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ئ": "ي", "ؤ": "و",
        "ة": "ه", "ۀ": "ه", "ہ": "ه", "ک": "ك", "ګ": "گ", "ڪ": "ك",
        "ሐ": "ሀ", "ኀ": "ሀ", "ሠ": "ሰ", "ዐ": "አ", "ፀ": "ጸ",
        "'": "", "’": "", "ʼ": "", "`": "", "ـ": "", "\u200c": "", "\u200d": "",
    }
)  # fmt: skip
_ELISION = re.compile(r"\b(?:l|d|j|m|t|s|n|c|qu)['’ʼ](?=\w)")
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_ARABIC_PREFIX = re.compile(r"^(?:وال(?!د(?:ين?|ه|ت|ا)\w{0,2}$)|بال|كال|فال|ل(?=ل(?:اجي|غه|غات|غوي|جوء))|لل|ال)(?=\w{3})")
"""With the article; "for the" swallows one of two L: للغة is ل and لغة; والدين are parents, no "and the religion"."""


def fold(text: str) -> str:
    """Compatibility forms, case, marks and look-alike letters folded; digits in ASCII."""
    folded = _ELISION.sub("", unicodedata.normalize("NFKC", text).casefold())
    unified = unicodedata.normalize("NFC", folded).translate(_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", unified) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", _ascii_digits(bare)).translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text, in order; ae, oe, ue are one with a, o, u, as ä, ö, ü are."""
    return [_word(word) for word in re.findall(r"\w+", fold(text).replace("_", " "))]


def shared(one: str, other: str) -> int:
    """How many letters two words have in common at their beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _word(word: str) -> str:
    for pair, letter in _DIGRAPHS:
        word = word.replace(pair, letter)
    return _ARABIC_PREFIX.sub("", word)


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
