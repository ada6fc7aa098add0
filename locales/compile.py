"""Compile words and catalogues, ``python -m locales.compile``: where an image is built, or an
installer runs that may write where the server may not. Without it the first start does it.
"""

from bot.catalogues import load_translators
from bot.search.spoken import spoken_words
from bot.search.vocabulary import load_thesaurus
from bot.search.written import written_words
from locales import LOCALES

if __name__ == "__main__":
    load_translators(LOCALES)
    load_thesaurus(LOCALES)
    for words in (written_words, spoken_words):  # those of one language compile all
        words(LOCALES, "ar")
