"""Which sentences stand on buttons: the screens decide, ``locales/labels.txt`` says it."""

import os

from bot.environment import ROOT
from bot.i18n import Translator
from bot.ui import Html
from locales.checks.book import LABELS
from tests.harness.every_screen import every_screen

FILE = ROOT / "locales" / LABELS
SHORTEST = 4
"""Characters of a sentence that is known within a longer label."""


class Recorder(Translator):
    """Translator that knows which sentence each of its texts came from."""

    def __init__(self, other: Translator) -> None:
        super().__init__(other.language, lambda: other._catalogue)
        self.keys: dict[str, str] = {}

    def __call__(self, message: str, **values: object) -> Html:
        text = super().__call__(message, **values)
        self.keys[text] = message
        return text

    def plural(self, singular: str, plural: str, n: int, **values: object) -> Html:
        text = super().plural(singular, plural, n, **values)
        self.keys[text] = singular
        return text

    def keys_of(self, label: Html) -> set[str]:
        """Return the sentence of a label, or those it is made of."""
        if label in self.keys:
            return {self.keys[label]}
        parts = (text for text in self.keys if len(text) >= SHORTEST and text in label)
        return {self.keys[part] for part in parts}


def test_the_labels_are_those_of_the_screens(translators: dict[str, Translator]) -> None:
    """Set LOTSE_GOLDEN=1 to write the file anew."""
    tr = Recorder(translators["en"])
    screens = dict(every_screen(tr, [*translators.values()]))
    labels = {
        key for screen in screens.values() for b in screen.buttons for key in tr.keys_of(b.label)
    }
    if os.environ.get("LOTSE_GOLDEN"):
        FILE.write_text("".join(f"{key}\n" for key in sorted(labels)), "utf-8")
    assert set(FILE.read_text("utf-8").splitlines()) == labels
    assert len(labels) > 150
