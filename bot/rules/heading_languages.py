"""The language that a heading names: "title_uk", "Titel (ukrainisch)"."""

import re
from functools import lru_cache

from babel import Locale


def parted(header: str, languages: tuple[str, ...]) -> tuple[str, str]:
    """Return the heading without its language, and the language code.

    "title_uk", "Titel (uk)", "Titel uk" and "Titel (ukrainisch)" have "uk"; "" means none.
    """
    names = _language_names(languages)
    match = _language_pattern(languages).fullmatch(header.strip().lower())
    return (match[1], names[match[2]]) if match else (header.strip(), "")


@lru_cache(maxsize=16)
def _language_pattern(languages: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted(_language_names(languages), key=len, reverse=True)
    return re.compile(rf"(.+?)[\s_(\[/-]+({'|'.join(map(re.escape, names))})[)\]]?\s*")


@lru_cache(maxsize=16)
def _language_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Return the codes of languages by their codes, and by their German and English names."""
    names = {code: code for code in languages}
    for code in languages:
        for locale in ("de", "en"):
            if name := Locale(locale).languages.get(code.replace("-", "_")):
                names.setdefault(name.lower(), code)
    return names
