"""The encoding of a text file, found by evidence: marks, NUL bytes, and letters that fit.

UTF-8 is sure, a file of one byte a letter is not. It is read in every encoding that offices use;
what makes the most likely words wins. Where two readings are as likely, both are given back.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks with the encoding that reads them; the longer ones come first."""
WINDOWS = "cp1252"
ONE_BYTE = (
    *(WINDOWS, "iso8859-15", "cp850", "mac-roman", "cp1250", "cp1254", "cp1251"),
    *("cp1255", "cp1256", "cp1253", "koi8-u", "cp866"),
)
"""Encodings of one byte a letter: Windows, Unix, MS-DOS, Macintosh, those of other countries."""
TWICE = "utf-8-twice"
"""Our name of UTF-8 that was read as Windows and written as UTF-8 again."""
MOST_WORDS = 20_000
"""Maximum number of different words that are weighed."""
LOST = re.compile("[\ufffd\x80-\x84\x86-\x9f]")
"""A letter that was lost: the replacement character, or a control code that no text holds."""
_TWICE = re.compile("[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""UTF-8 that was read as Windows and saved again: "MÃ¼ller"."""
_WORD = re.compile(rb"[0-9A-Za-z\x80-\xff]*[\x80-\xff][0-9A-Za-z\x80-\xff]*")
_GERMAN = frozenset("äöüÄÖÜß")
_FOREIGN = frozenset("éèêëáàâåæçíìîïñóòôøœúùûýšžćčđłńśźżąęőűğışřěůťďňțșăÉÈÁÀÅÆÇÍÎÑÓØÚŠŽĆČŁŚŹŻİĞŞŘ")
_SIGNS = frozenset("–—„“”‚‘’…•·€§°«»‹›´`®©™²³½¼±×¿¡\xa0†")
_BEFORE_SZ = frozenset("aeiouyäöü")
_GOOD, _POSSIBLE, _SIGN, _BAD = 3, 1, 0, -6
_MOST_ACCENTS = 3
"""Maximum length of a word of Latin letters that all have accents."""
_CYRILLIC = re.compile("[а-яёіїєґ]*")
_NO_CYRILLIC = re.compile("[аеиоуыэюяіїєё]ъ|.ъ$|^й[^аеиоуыэюяіїєё]|йй|^[^аеиоуыэюяіїєёъ]{3,}$")
"""What no Cyrillic word has, and Hebrew has that was read as Cyrillic."""
_HEBREW = re.compile("(?:[אבגדהוזחטיכלמנסעפצקרשת]+[ךםןףץ]?)")
_ARABIC = re.compile("[ء-يپچژگ]{2,}")
_GREEK = re.compile("[Ά-Ωά-ώ][ά-ρσ-ώ]*[ά-ςτ-ώ]")
_GREEK_ACCENT = re.compile("[Ά-Ώά-ίό-ώ]")
_MOST_DOUBTFUL = 4
"""A reading is doubtful if one of so many words is none."""
_LEAD = 4
"""Points by which another encoding must beat Windows where both could be meant."""
_BROKEN_SHARE = 0.1
"""Maximum share of broken letters in a text that is taken for UTF-8 all the same."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as one encoding reads it.

    ``rivals`` are other readings that are as likely, as (encoding, a word that differs); the first
    is this one. ``broken`` is the number of bytes that could not be read: U+FFFD stands for each.
    """

    text: str
    encoding: str
    broken: int = 0
    rivals: tuple[tuple[str, str], ...] = ()


def read(content: bytes, encoding: str = "") -> Reading | None:
    """Return the likeliest reading of a file, or the one in ``encoding`` if that is given.

    None means that it is no text. Raises LookupError for an unknown encoding.
    """
    if encoding == TWICE:
        return Reading(_once(_in(content, "utf-8-sig").text), TWICE)
    if encoding:
        return _in(content, codecs.lookup(encoding).name)
    for mark, name in MARKS:
        if content.startswith(mark):
            return _in(content, name)
    if b"\0" in content:
        return _wide(content)
    return _utf8(content) or _one_byte(content)


def _in(content: bytes, encoding: str) -> Reading:
    text = content.decode(encoding, "replace")
    lost_before = content.count(b"\xef\xbf\xbd") if encoding.startswith("utf-8") else 0
    return Reading(text, encoding, max(0, text.count("\ufffd") - lost_before))


def _wide(content: bytes) -> Reading | None:
    """Return UTF-16 without a mark: NUL bytes are the upper halves of Latin letters."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    first, second = ("utf-16-le", "utf-16-be") if odd >= even else ("utf-16-be", "utf-16-le")
    for name in (first, second):
        reading = _in(content, name)
        if not reading.broken and "\0" not in reading.text and _has_lines(reading.text):
            return reading
    return None


def _has_lines(text: str) -> bool:
    return any(mark in text for mark in "\r\n") and any(mark in text for mark in ";,\t|")


def _utf8(content: bytes) -> Reading | None:
    """Return UTF-8, also with a few broken bytes in it; None if it is none."""
    reading = _in(content, "utf-8")
    letters = len(re.findall("[^\x00-\x7f\ufffd]", reading.text))
    if (reading.broken and reading.broken > max(1, letters * _BROKEN_SHARE)) or (
        reading.broken and not letters
    ):
        return None
    return reading if reading.broken or not _TWICE.search(reading.text) else _twice(reading)


def _twice(reading: Reading) -> Reading:
    """Return a text beside what it was before it was encoded twice, if it was."""
    word = next(match[0] for match in re.finditer(r"\S+", reading.text) if _TWICE.search(match[0]))
    before = _once(word)
    if before == word:
        return reading
    return Reading(reading.text, "utf-8", rivals=(("utf-8", word), (TWICE, before)))


def _once(text: str) -> str:
    """Return a text without the second encoding, where it has one."""
    return re.sub("[^\x00-\x7f]+", lambda letters: _before(letters[0]), text)


def _before(letters: str) -> str:
    """Return what letters were before they were read as Windows; the same if they were not."""
    try:
        return letters.encode(WINDOWS).decode("utf-8")
    except UnicodeError:
        return letters


def _one_byte(content: bytes) -> Reading:
    """Return the likeliest reading of a file of one byte a letter."""
    words = _words(content)
    points = {name: _points(words, name) for name in ONE_BYTE}
    best = max(ONE_BYTE, key=lambda name: (points[name], -ONE_BYTE.index(name)))
    rivals, reading = _rivals(best, words, points), _in(content, best)
    if not rivals:
        return reading
    word = _differing(words, best, rivals[0])
    shown = tuple((name, _decoded(word, name)) for name in (best, *rivals))
    return Reading(reading.text, best, reading.broken, shown)


def _rivals(best: str, words: Iterable[bytes], points: dict[str, int]) -> list[str]:
    """Return the encodings that may be meant instead of the best."""
    found = [name for name in ONE_BYTE if name != best and _is_rival(name, best, words, points)]
    if found or (points[best] >= 0 and not _is_doubtful(best, words)):
        return found
    # A script that none of them has.
    return [name for name in ONE_BYTE if _differing(words, best, name)]


def _is_doubtful(best: str, words: Iterable[bytes]) -> bool:
    """Return whether too many words are none in the best reading."""
    points = [_points_of(_decoded(word, best)) for word in words]
    return len(points) > 1 and _MOST_DOUBTFUL * sum(point < 0 for point in points) >= len(points)


def _is_rival(name: str, best: str, words: Iterable[bytes], points: dict[str, int]) -> bool:
    """Return whether another encoding may be meant: it fits, too, and reads something else.

    Windows is what offices have, so it needs no lead over others, but they need one over it.
    """
    if points[name] < 0 or not _differing(words, best, name):
        return False
    if name == WINDOWS:
        return points[best] - points[name] < _LEAD
    return (best != WINDOWS and points[name] == points[best]) or points[name] > points[best]


def _words(content: bytes) -> list[bytes]:
    """Return the different words of a file that hold more than ASCII."""
    words: dict[bytes, None] = {}
    for match in _WORD.finditer(content):
        words[match[0][:80]] = None
        if len(words) >= MOST_WORDS:
            break
    return list(words)


def _decoded(word: bytes, encoding: str) -> str:
    return word.decode(encoding, "replace")


def _differing(words: Iterable[bytes], first: str, second: str) -> bytes:
    """Return the first word that two encodings read otherwise, b"" if there is none."""
    return next((word for word in words if _decoded(word, first) != _decoded(word, second)), b"")


def _points(words: Iterable[bytes], encoding: str) -> int:
    """Return how well words fit an encoding: below 0 if more speaks against it."""
    return sum(_points_of(_decoded(word, encoding)) for word in words)


def _points_of(word: str) -> int:
    """Return how well a word fits the script that it is in."""
    if _CYRILLIC.fullmatch(word.lower()):
        return _points_of_cyrillic(word)
    if _HEBREW.fullmatch(word) or _ARABIC.fullmatch(word):
        return _GOOD
    if _GREEK.fullmatch(word):
        return _GOOD if _GREEK_ACCENT.search(word) else _POSSIBLE
    return _points_of_latin(word)


def _points_of_latin(word: str) -> int:
    accents = [position for position, letter in enumerate(word) if letter > "\x7f"]
    if len(word) > _MOST_ACCENTS and len(accents) == len(word):
        return _BAD  # a word of another script
    return sum(_points_at(word, position) for position in accents)


def _points_of_cyrillic(word: str) -> int:
    if _NO_CYRILLIC.search(word.lower()) and not word.isupper():
        return _BAD
    if len(word) > 1 and word[1:] == word[1:].lower():
        return _GOOD
    if len(word) == 1:
        return _SIGN if word.isupper() else _POSSIBLE
    return _POSSIBLE if word.isupper() else _BAD


def _points_at(word: str, position: int) -> int:
    """Return how well one letter fits at its place in a word."""
    letter, before, after = word[position], word[:position][-1:], word[position + 1 :][:1]
    if word == letter and letter.isupper():
        return _SIGN  # "5 Ä" is no word: the sign of the euro looks like that elsewhere
    if letter in _SIGNS:
        return _BAD if _is_misplaced(letter, before, after) else _SIGN
    if letter not in _GERMAN | _FOREIGN or _is_of_other_height(letter, before, after):
        return _BAD
    if letter == "ß" and before not in _BEFORE_SZ:
        return _BAD
    return _GOOD if letter in _GERMAN else _POSSIBLE


def _is_misplaced(sign: str, before: str, after: str) -> bool:
    """Return whether a sign stands where no text has it: inside of a word, or at a wrong end."""
    if before.isalpha() and (after.isalpha() or sign in "‚„"):
        return sign not in "’´·\xa0–"
    return after.isalpha() and sign in "™®²³€°†"


def _is_of_other_height(letter: str, before: str, after: str) -> bool:
    """Return whether a letter is a capital among small ones, or a small one among capitals."""
    if letter.isupper():
        return before.islower() and (after.islower() or not after)
    return letter != "ß" and before.isupper() and after.isupper()
