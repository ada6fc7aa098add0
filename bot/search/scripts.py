"""In which language something is written, as far as its letters tell."""

from collections.abc import Collection

_SCRIPTS = {
    "arabic": ("\u0600", "\u06ff", ("ar", "fa", "ps", "ckb")),
    "cyrillic": ("\u0400", "\u04ff", ("ru", "uk", "bg", "sr")),
    "ethiopic": ("\u1200", "\u137f", ("ti",)),
}
_LETTERS = {
    "ckb": "ڕڵێۆەڤ", "ps": "ټډړږښڼۍې", "fa": "پچژگ", "uk": "іїєґ", "ru": "ыэё", "sr": "ђјљњћџ", "tr": "ğış", "pl": "ąęłńśźż",
    "ro": "ăâșțşţ", "kmr": "êîû", "fr": "èàùœ",
}  # fmt: skip
"""Letters of few languages; those that several have are left out."""
FEWEST = 3
"""Fewer letters, such as a level or a number, tell nothing."""
LATIN = ("de", "en", "fr", "tr", "pl", "ro", "so", "kmr", "de-simple", "es", "it", "sq", "sr", "hr")


def language_of(text: str, own: str, known: Collection[str]) -> str:
    """The likeliest of the ``known`` languages; ``own`` if the letters do not speak against it."""
    letters = "".join(filter(str.isalpha, text.casefold()))
    if len(letters) < FEWEST:
        return own
    candidates = _of_script(letters)
    if own in candidates and not _betrayed(letters, [code for code in candidates if code != own]):
        return own
    likely = [code for code in _betrayed(letters, candidates) or candidates if code in known]
    return likely[0] if likely else own


def _of_script(letters: str) -> tuple[str, ...]:
    counts = {
        codes: sum(first <= letter <= last for letter in letters)
        for first, last, codes in _SCRIPTS.values()
    }
    codes = max(counts, key=lambda one: counts[one])
    return codes if counts[codes] else LATIN


def _betrayed(letters: str, candidates: Collection[str]) -> list[str]:
    """Languages that only they would write so."""
    return [
        code for code in candidates if any(letter in letters for letter in _LETTERS.get(code, ""))
    ]
