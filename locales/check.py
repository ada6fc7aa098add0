"""Check of the catalogues: ``python -m locales.check``, with ``--update`` after changed sentences.

All catalogues must have all sentences of the code, with the same placeholders and tags and all
plural forms. ``checks.toml`` says what of the other checks is refused; the rest is counted, and
shown with ``--all``. Prints one line per mistake; the exit status is 1 if there is one.
"""

import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from bot.catalogues import load_languages
from locales.checks.book import SOURCE, Finding, catalogue_path, read_rules
from locales.checks.every import findings, orphans, refused
from locales.checks.sources import sources
from locales.renaming import forms_of, keeps_parts, key_in, strings

HERE = Path(__file__).parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "tr": None,
    "mark": None,
    "plain": None,
    "plural": (1, 2),
}
HEADER = """msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def sentences() -> Catalog:
    """Return all sentences of the code."""
    with (HERE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalog = Catalog()
    for name, line, message, _, _ in extract_from_dir(HERE.parent, methods, options, KEYWORDS):
        catalog.add(message, locations=[(name, line)])
    return catalog


def path_of(code: str) -> Path:
    """Return the catalogue of a language."""
    return catalogue_path(HERE, code)


def mistakes(code: str, wanted: Catalog) -> Iterator[str]:
    """Yield the mistakes in the catalogue of a language."""
    if not path_of(code).exists():
        yield f"{code}: has no catalogue"
        return
    with path_of(code).open("rb") as file:
        catalog = read_po(file)
    for message in wanted:
        if message.id:
            yield from (f"{code}: {reason}: {message.id!r}" for reason in _wrong(catalog, message))
    for message in catalog:
        if message.id and message.id not in wanted:
            yield f"{code}: is not said any more: {message.id!r}"


def _wrong(catalog: Catalog, wanted: Message) -> Iterator[str]:
    translated = catalog.get(wanted.id)
    forms = strings(translated) if translated else []
    if translated is None or not all(forms):
        yield "is not translated"
        return
    if translated.fuzzy:
        yield "is fuzzy"
    if translated.pluralizable and len(forms) != catalog.num_plurals:
        yield f"needs {catalog.num_plurals} plural forms"
    if not keeps_parts(catalog, forms, key_in(wanted)):
        yield "has other placeholders or tags"


def update(code: str, wanted: Catalog) -> None:
    """Add new sentences without a translation, and delete old ones."""
    with path_of(code).open("rb") as file:
        catalog = read_po(file)
    for message in wanted:
        if message.id and message.id not in catalog:
            catalog.add(message.id)
    for message in list(catalog):
        if message.id and message.id not in wanted:
            catalog.delete(message.id)
    write(path_of(code), catalog)


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue with a constant header, so that only changed sentences differ."""
    for message in catalog:
        message.flags &= {"fuzzy"}
    sentences_ = io.BytesIO()
    write_po(
        sentences_,
        catalog,
        width=0,
        sort_output=True,
        no_location=True,
        omit_header=True,
        ignore_obsolete=True,
    )
    header = HEADER.format(code=str(catalog.locale_identifier), plural=catalog.plural_forms)
    path.write_text(header + sentences_.getvalue().decode("utf-8").strip() + "\n", "utf-8")


def main() -> int:
    """Check all catalogues, after updating them with ``--update``, and return the exit status."""
    wanted = sentences()
    codes = [code for code in load_languages(HERE) if code != SOURCE]
    if "--update" in sys.argv:
        for code in codes:
            update(code, wanted)
    lines = [mistake for code in codes for mistake in mistakes(code, wanted)]
    found = [*findings(HERE, wanted), *orphans(HERE), *_in_code(wanted)]
    shown = refused(read_rules(HERE), found)
    lines += map(str, found if "--all" in sys.argv else shown)
    sys.stdout.write("".join(f"{mistake}\n" for mistake in lines))
    _count(found)
    count = sum(map(_has_id, wanted))
    sys.stdout.write(f"{len(codes)} catalogues, {count} sentences, {len(lines)} mistakes\n")
    return 1 if lines else 0


def _in_code(wanted: Catalog) -> Iterator[Finding]:
    """Yield what is wrong in the code that asks for the sentences."""
    keys = {form for message in wanted if message.id for form in forms_of(key_in(message))}
    return sources(HERE.parent, keys, read_rules(HERE))


def _count(found: list[Finding]) -> None:
    """Say how much each check finds, and in which languages."""
    checks = Counter(finding.check for finding in found)
    for name, count in sorted(checks.items()):
        languages = Counter(finding.language for finding in found if finding.check == name)
        by_language = ", ".join(f"{code} {n}" for code, n in languages.most_common())
        sys.stdout.write(f"{name}: {count} ({by_language})\n")


def _has_id(message: Message) -> bool:
    """Return False for the header of a catalogue."""
    return bool(message.id)


if __name__ == "__main__":
    sys.exit(main())
