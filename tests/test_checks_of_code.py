"""Other ways to make a sentence from parts, or to show one that no catalogue has."""

from pathlib import Path

import pytest

from bot.environment import ROOT
from locales.checks.book import read_rules
from locales.checks.sources import sources

RULES = read_rules(ROOT / "locales")
KEYS = {"Save", "Use this"}
FUNCTION = "def screen(tr, name):\n    {}\n"


def found(folder: Path, path: str, words: str) -> set[str]:
    """Return the checks that find something in a file."""
    file = folder / path
    file.parent.mkdir(parents=True)
    file.write_text(words, "utf-8")
    return {finding.check for finding in sources(folder, KEYS, RULES)}


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ('return "{} {}".format(tr("Save"), name)', "parts"),
        ('return "{who} von {what}".format(who=tr("Save"), what=name)', "parts"),
        ('return "%s %s" % (tr("Save"), name)', "parts"),
        ('words = tr("Save")\n    words += " " + name\n    return words', "parts"),
        ('return tr("Save {}".format(name))', "lost"),
        ('rows = [tr("Save")]\n    rows += [tr("Use this")]\n    return rows', ""),
        ('return "{}:{}".format(name, 1)', ""),
    ],
)
def test_code(tmp_path: Path, body: str, check: str) -> None:
    assert found(tmp_path, "bot/screens/news.py", FUNCTION.format(body)) == {check} - {""}


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ('<p>{{ tr("Save") ~ " " ~ tr("Use this") }}</p>', "parts"),
        ("<p>Nur auf Deutsch</p>", "lost"),
        ('<input placeholder="Ihr Ort">', "lost"),
        ('<p class="hint">{{ tr("Save") }}</p>', ""),
        ('{% if rows %}<a href="/x" {{ more }}>{{ plain("Save") }}</a>{% endif %} – Lotse', ""),
    ],
)
def test_templates(tmp_path: Path, words: str, check: str) -> None:
    assert found(tmp_path, "handlers/desk/templates/news.html", words) == {check} - {""}
