"""Sentences and search words, one folder per language."""

from pathlib import Path

LOCALES = Path(__file__).parent
