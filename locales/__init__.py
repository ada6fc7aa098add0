"""Everything of one language lies in its folder: sentences, search words."""

from pathlib import Path

LOCALES = Path(__file__).parent
