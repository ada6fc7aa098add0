"""Residence statuses, in the reader's words."""

from collections.abc import Collection

from bot.domain.residence import Residence
from bot.i18n import Translator, mark
from bot.rules.german_words import words_in
from bot.rules.residence import status_of
from bot.screens.german_words import explained
from bot.ui import Html

NAMES = {
    Residence.VISA: mark("visa"),
    Residence.PERMIT: mark("limited residence permit"),
    Residence.PERMANENT: mark("permanent residence permit"),
    Residence.OPPORTUNITY: mark("residence permit for 18 months"),
    Residence.TEMPORARY: mark("temporary protection"),
    Residence.PROTECTED: mark("protection as a refugee"),
    Residence.ASYLUM: mark("asylum procedure not finished"),
    Residence.ARRIVAL: mark("proof of arrival"),
    Residence.TOLERATED: mark("Duldung"),
    Residence.FICTION: mark("residence permit applied for"),
    Residence.EU: mark("EU citizen"),
    Residence.ANY: mark("any residence status"),
}


def statuses(tr: Translator, written: Collection[str]) -> list[Html]:
    """Return whom an offer is for, and a line for each German word of it.

    ``written`` is what the office wrote. What we do not know stays as it is.
    """
    if not written:
        return []
    known = {words: status_of(words) for words in sorted(written)}
    names = dict.fromkeys(tr(NAMES[status]) if status else words for words, status in known.items())
    statuses = {status for status in known.values() if status and status is not Residence.ANY}
    codes = dict.fromkeys([*map(str, sorted(statuses)), *words_in(written)])
    return [
        tr("Residence status: {statuses}", statuses=tr.listed(names)),
        *explained(tr, list(codes)),
    ]
