"""The letters of a list from A to Z."""

from collections.abc import Mapping

from bot.domain.listings import Listing, titled
from bot.i18n import Translator
from bot.ui import Button, Screen, in_rows, press

IN_A_ROW = 7


def letters(tr: Translator, counts: Mapping[str, int]) -> Screen:
    """Return the letters that titles begin with; ``counts`` has the number of offers of each."""
    buttons = [
        Button(tr.value(letter), press("offer.list", titled(letter).code)) for letter in counts
    ]
    return Screen(
        tr.lines(tr("<b>All offers from A to Z</b>"), tr("Choose the first letter.")),
        paging=in_rows(buttons, IN_A_ROW),
        at="offer.letters",
        back=f"offer.list:{Listing().code}",
    )
