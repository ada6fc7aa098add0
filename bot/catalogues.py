"""The languages and their translators, read from the folder of words."""

import gettext
import io
import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import babel

from bot import bidi, compiled
from bot.concept_names import first_words
from bot.i18n import Language, Translator
from bot.renamed import load_renamed


def load_languages(folder: Path) -> dict[str, Language]:
    """Return the languages of ``languages.toml``, in its order.

    Raises OSError, tomllib.TOMLDecodeError.
    """
    rows = tomllib.loads((folder / "languages.toml").read_text("utf-8"))
    return {code: Language(code=code, **row) for code, row in rows.items()}


def load_translators(folder: Path) -> dict[str, Translator]:
    """Return a translator per language. English has no catalogue: its sentences are the keys."""
    languages = load_languages(folder)
    files = {code: folder / code / "LC_MESSAGES" / "bot.po" for code in languages}
    catalogues = {code: path for code, path in files.items() if path.exists()}
    contents = compiled.sections(
        "catalogues",
        folder,
        (*catalogues.values(), folder / "languages.toml", Path(__file__), Path(bidi.__file__)),
        lambda: _compiled(catalogues, languages),
        babel.__version__,
    )
    renamed = load_renamed(folder)
    return {
        code: Translator(
            language,
            partial(_catalogue, contents.get(code)),
            renamed,
            partial(first_words, folder, code),
        )
        for code, language in languages.items()
    }


def _catalogue(content: memoryview | None) -> gettext.NullTranslations:
    return (
        gettext.NullTranslations()
        if content is None
        else gettext.GNUTranslations(io.BytesIO(content))
    )


def _compiled(files: Mapping[str, Path], languages: Mapping[str, Language]) -> dict[str, bytes]:
    """Return every catalogue in the form that ``gettext`` reads."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = {}
    for code, path in files.items():
        into = io.BytesIO()
        with path.open("rb") as file:
            catalogue = read_po(file)
        for message in catalogue if languages[code].rtl else ():
            if message.id and message.string:
                message.string = _isolated(message.string)
        write_mo(into, catalogue)
        made[code] = into.getvalue()
    return made


def _isolated(words: str | Sequence[str]) -> str | tuple[str, ...]:
    if isinstance(words, str):
        return bidi.isolated_runs(words)
    return tuple(map(bidi.isolated_runs, words))
