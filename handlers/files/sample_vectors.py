"""Make the vectors of the sample offers, so that a first start knows at once what they mean.

python -m handlers.files.sample_vectors
"""

import sys
from collections.abc import Iterator

from bot.catalogues import load_languages
from bot.rules import rows as rules
from bot.rules.import_context import ImportContext
from bot.search.encoder import Encoder
from bot.search.meaning import pieces
from bot.search.vector_files import key_of, read_vectors, write_vectors
from handlers.files.districts import DistrictFile, read_district
from locales import LOCALES
from storage.samples import PASSAGES, SAMPLES


def passages() -> list[str]:
    """Return the texts of all sample offers that get a vector, each once."""
    files = [read_district(path) for path in sorted(SAMPLES.glob("*.toml"))]
    return list(dict.fromkeys(text for file in files for text in _passages(file)))


def _passages(file: DistrictFile) -> Iterator[str]:
    languages = list(load_languages(LOCALES))
    context = ImportContext(file.municipalities, file.fields, languages, "de", file.name)
    drafts, _ = rules.check(file.rows, context)
    for draft in drafts:
        yield from (piece.text for piece in pieces(draft.details))


def main() -> None:
    """Write the file; only new texts are encoded."""
    known = read_vectors(PASSAGES)
    encoder = Encoder()
    vectors = {
        text: known.get(key_of(text)) or encoder.passages([text]).tobytes() for text in passages()
    }
    sys.stdout.write(f"{write_vectors(PASSAGES, vectors)} new\n")


if __name__ == "__main__":
    main()
