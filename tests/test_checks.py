"""Each check of the words on a small bad catalogue, and that it lets the good one pass."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.catalogues import load_languages
from bot.environment import ROOT
from bot.i18n import Language
from bot.screens.examples import RULE, TASK
from bot.search.vocabulary import load_thesaurus
from locales.checks import every
from locales.checks.book import Book, Finding, Rules, read_rules
from locales.checks.buttons import buttons
from locales.checks.direction import direction
from locales.checks.examples import examples
from locales.checks.findable import findable
from locales.checks.glossary import Concept, contradictions, glossary, read_glossary
from locales.checks.keys import alike, german, twice
from locales.checks.limits import limits, plurals
from locales.checks.marks import marks
from locales.checks.simple import simple
from locales.checks.sources import sources
from tests.harness.said import sentences

LANGUAGES = load_languages(ROOT / "locales")
RULES = read_rules(ROOT / "locales")
Check = Callable[[Book], Iterator[Finding]]


def book(code: str, *forms: str, labels: tuple[str, ...] = (), **more: object) -> Book:
    """Return a catalogue with one sentence a form, named by its number."""
    sentences = {f"key {n}": [form] for n, form in enumerate(forms)}
    return Book(LANGUAGES[code], sentences, RULES, frozenset(labels), **more)  # type: ignore[arg-type]


def reasons(check_: Check, made: Book) -> list[str]:
    return [finding.reason for finding in check_(made)]


@pytest.mark.parametrize(
    ("code", "bad", "reason"),
    [
        ("de", "Sie haben's", "has a straight apostrophe instead of ’"),
        ("de", 'Das ist "neu"', 'has " instead of „“'),
        ("de", "Das ist »neu«", "has « » instead of „“"),
        ("de", "Wer ?", "has a space before ?"),
        ("uk", "з'явилося", "has a straight apostrophe instead of ’"),
        ("uk", "“Старт”", "has “ ” instead of «»"),
        ("fr", "Qui ?", "needs a no-break space before ?"),
        ("fr", "Nom: {name}", "needs a no-break space before :"),
        ("fr", "Voici « Start\u00a0»", "needs a no-break space behind «"),
        ("fr", "Voici «\u00a0Start »", "needs a no-break space before »"),
        ("ar", "أين?", "has a Latin question instead of ؟"),
        ("ar", "هنا, هناك", "has a Latin comma instead of ،"),
        ("fa", "این; آن", "has a Latin semicolon instead of ؛"),
        ("ti", "ቋንቋ: {language}", "has a Latin colon instead of ፦"),
        ("ti", "ቅንፍ፣ ነጥብታት", "has ፣ instead of ፡"),
        ("ti", "ጽሓፉ.", "has a Latin stop instead of ።"),
        ("tr", "Nerede؟", "has ؟ instead of the Latin question"),
    ],
)
def test_marks(code: str, bad: str, reason: str) -> None:
    assert reasons(marks, book(code, bad)) == [reason]


def test_good_marks_pass() -> None:
    good = {
        "de": [
            "Das ist „neu“.",
            "18:00–19:30",
            "‹ Zurück",
            "Weiter ›",
            "name@example.org",
            "/stop.",
        ],
        "fr": ["Qui\u00a0?", "Nom\u00a0: {name}", "«\u00a0Start\u00a0»", "l’aide", "à 18:00"],
        "ar": ["أين؟ هنا، هناك.", "«هنا»: {town}"],
        "ti": ["ቋንቋ፦ {language}።", "ኣበይ?", "{n}. {title}"],
    }
    wrong = {code: reasons(marks, book(code, *forms)) for code, forms in good.items()}
    assert not any(wrong.values()), wrong


def test_long_labels() -> None:
    long = "Nachrichten nie zweimal senden"
    made = book("de", long, long, "📞 {phone} anrufen und warten", labels=("key 0", "key 2"))
    assert [finding.key for finding in buttons(made)] == ["key 0"], "key 1 is no label"
    excepted = Rules({}, {}, {"buttons": {"de": {"key 0": "no shorter word"}}})
    assert not list(buttons(Book(made.language, made.sentences, excepted, made.labels)))


def test_keys_alike_and_german_ones() -> None:
    english = {"Sign in": ["Sign in"], "sign  in": ["sign  in"], "Write: jeden Tag": [""]}
    german_words = {"a": ["Schreiben Sie: jeden Tag mit Name und Text"]}
    made = Book(LANGUAGES["en"], english, RULES, german=german_words)
    assert reasons(alike, made) == ["is like 'sign  in'"]
    assert reasons(german, made) == ["has German words: jeden, Tag"]
    assert not list(german(Book(LANGUAGES["de"], english, RULES, german=german_words)))
    umlaut = Book(LANGUAGES["en"], {"Open the Büro": [""]}, RULES)
    assert reasons(german, umlaut) == ["has German words: Büro"]


def test_a_key_that_stands_twice_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "bot.po"
    entry = 'msgid "Yes"\nmsgstr "{}"\n\n'
    path.write_text(entry.format("Ja") + entry.format("Jawohl") + 'msgid "No"\nmsgstr "Nein"\n')
    assert [finding.key for finding in twice(book("de", file=path))] == ["Yes"]


def test_plurals_need_all_forms_and_the_rule_of_their_language() -> None:
    key = ("{n} offer", "{n} offers")
    uk = "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
    whole = ["{n} пропозиція", "{n} пропозиції", "{n} пропозицій"]
    assert not list(plurals(Book(LANGUAGES["uk"], {key: whole}, RULES, plural=uk)))
    for forms in (whole[:2], [*whole[:2], ""]):
        made = Book(LANGUAGES["uk"], {key: forms}, RULES, plural=uk)
        assert reasons(plurals, made) == ["has 2 plural forms of 3"], forms
    german_rule = Book(LANGUAGES["uk"], {}, RULES, plural="(n != 1)")
    assert reasons(plurals, german_rule) == ["is not the plural rule of the language"]


def test_translations_that_telegram_refuses() -> None:
    sentences = {"Start": ["x" * 257], "Write the text": ["y" * 65], "Hello": ["🙂" * 2049]}
    made = Book(LANGUAGES["de"], sentences, RULES)
    assert reasons(limits, made) == [
        "257 characters, 256 allowed",
        "65 characters, 64 allowed",
        "4098 characters, 4096 allowed",
    ]
    assert not list(limits(book("de", "x" * 300)))


def test_what_turns_around_in_words_from_right_to_left() -> None:
    bad = book("ar", "حتى {n} MB", "اكتب \u2066/forget", "من {low} - {high}")
    assert [finding.key for finding in direction(bad)] == ["key 0", "key 1", "key 2"]
    good = book("ar", "اكتب /forget أو 5 MB", "\u2066{n} MB\u2069", "تيليغرام Telegram.")
    assert not list(direction(good))
    assert not list(direction(book("de", "bis {n} MB")))


def test_examples_that_nobody_could_type() -> None:
    made = Book(LANGUAGES["uk"], {RULE: ["колись о 19:00"], TASK: ["30.11.2026 Написати"]}, RULES)
    assert reasons(examples, made) == ["is not understood: 'колись о 19:00'"]
    other_day = Book(LANGUAGES["de"], {RULE: ["jeden Montag 19:00"]}, RULES)
    assert len(reasons(examples, other_day)) == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("Das ist neu. Das ist gut.", "has two sentences in a line"),
        ("Wir sagen es Ihnen " + "immer " * 10, "has a sentence of 14 words"),
        ("Zum Beispiel z.B. hier", "has an abbreviation: z.B."),
        ("Mo-Fr ist das Amt offen.", "has an abbreviation: Mo"),
        ("Wir löschen es nach zwei Wochen.", "has a number in letters: zwei"),
        ("Das ist der Name des Kurses.", "has a genitive: des Kurses"),
        (
            "Das ist eine Aufenthaltsgestattung.",
            "has a long word without a hyphen: Aufenthaltsgestattung",
        ),
    ],
)
def test_leichte_sprache(bad: str, reason: str) -> None:
    assert reasons(simple, book("de-simple", bad)) == [reason]
    assert not reasons(simple, book("de", bad)), "only there"


def test_good_leichte_sprache_passes() -> None:
    good = (
        "Das ist neu.\nDas ist gut.",
        "Nach 2 Wochen.",
        "{n}. {title}",
        "Der Sprach-Kurs",
        "5 MB",
    )
    assert not reasons(simple, book("de-simple", *good))
    assert not reasons(simple, book("de-simple", "Ja. Gern", labels=("key 0",))), "a button"


def test_english_keys_follow_their_rules_already() -> None:
    """English has no catalogue to be repaired: what is found there is refused at once."""
    (english,) = (made for made in every.books(ROOT / "locales", sentences()) if made.code == "en")
    assert [str(finding) for check_ in every.CHECKS for finding in check_(english)] == []


_LOST = """
def screen(tr, count, later):
    named = f"<i>{tr('In a language:')}</i>"
    return tr("late" if later else "early"), REPORTS.get(count, tr("known")), tr(f"{count} days")
"""
_PARTS = """
def screen(tr, name, lines):
    said = tr("late")
    yield f"{name} {visible(said)}"
    yield tr("Messages for ") + name
    yield ", ".join(filter(None, [tr("late"), name]))
    yield f"{tr('late')} again"
    yield tr("Whole.") + " " + tr("Whole too.")
    yield "\\n".join([tr("late"), tr("late")])
    yield f'<a href="{link(name)}">{tr("late")}</a>'
"""
_PAGE = """
<p title="{{ plain("late") }}">{{ tr("late") }}: {{ name }}</p>
<p>{{ tr("late") }} {{ name }}</p> <b>{{ tr("late") }}</b> {{ name }}
<p>{{ tr("late") }} again</p> {{ page.tr("lost" if name else "known") }}
"""


def found_in(tmp_path: Path, path: str, words: str) -> list[tuple[str, str]]:
    """Return what the checks find in a file of code."""
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(words, "utf-8")
    keys = {"late", "known", "Messages for ", "Whole.", "Whole too."}
    return [(finding.check, f"{finding.key}: {finding.reason}") for finding in sources(
        tmp_path, keys, RULES
    )]  # fmt: skip


def test_a_sentence_that_the_extraction_does_not_see(tmp_path: Path) -> None:
    found = [words for check_, words in found_in(tmp_path, "bot/a.py", _LOST) if check_ == "lost"]
    assert found == [
        "early: is not found by the extraction (bot/a.py:4)",
        "bot/a.py:4: is no constant",
        "In a language:: is not found by the extraction (bot/a.py:3)",
    ]


def test_a_sentence_from_parts(tmp_path: Path) -> None:
    found = found_in(tmp_path, "bot/a.py", _PARTS)
    where = [int(words.split("line ")[1].split(":")[0]) for check_, words in found]
    assert sorted(where) == [4, 5, 6, 7], found
    assert {check_ for check_, _ in found} == {"parts"}


def test_templates_are_read_too(tmp_path: Path) -> None:
    found = found_in(tmp_path, "handlers/desk/templates/a.html", _PAGE)
    assert [(check_, words.split(": ", 1)[1].split(" (")[0]) for check_, words in found] == [
        ("lost", "is written into a page"),
        ("lost", "is not found by the extraction"),
        ("parts", "makes a sentence from parts, with ' ' between them"),
        ("parts", "makes a sentence from parts, with ' ' between them"),
        ("parts", "has written words beside a translation: ' again'"),
    ]


def test_a_switch_refuses_or_counts() -> None:
    found = [Finding("marks", "fr", "a", "b"), Finding("new check", "fr", "a", "b")]
    assert every.refused(Rules({"marks": False}, {}, {}), found) == found[1:], "new ones refuse"
    assert every.refused(Rules({"marks": True}, {}, {}), found) == found
    code = "".join(path.read_text("utf-8") for path in (ROOT / "locales/checks").glob("*.py"))
    names = set(re.findall(r'\bFinding\(\s*"(\w+)"', code))
    assert names == set(RULES.refuse), "each has its line in checks.toml"


def test_a_language_that_was_removed_leaves_no_words(tmp_path: Path) -> None:
    (tmp_path / "languages.toml").write_text('[de]\nname = "Deutsch"\nbabel = "de"\n', "utf-8")
    for code in ("de", "eo"):
        (tmp_path / code / "LC_MESSAGES").mkdir(parents=True)
    assert [finding.language for finding in every.orphans(tmp_path)] == ["eo"]
    assert isinstance(LANGUAGES["de"], Language)


def glossary_of(tmp_path: Path, words: str) -> Path:
    path = tmp_path / "glossary.toml"
    path.write_text(words, "utf-8")
    return path


def test_a_replaced_word_is_refused_where_it_stands(tmp_path: Path) -> None:
    path = glossary_of(
        tmp_path,
        '[office]\nword = "Amt"\nreplaces = ["Behörde*", "Büro"]\nexcept = ["Old name"]\n'
        '[address]\nreplaces = ["du", "dein*"]\n',
    )
    sentences = {
        "A": ["Die BEHÖRDEN helfen."],
        "B": ["Bürokratie ist im Amt."],
        "New name": ["Das Büro heißt so."],
        ("{n} office", "{n} offices"): ["{n} Amt", "{n} Büro"],
        "C": ["Deine Stadt"],
    }
    made = Book(LANGUAGES["de"], sentences, RULES)
    found = list(glossary(made, read_glossary(path), {"Old name": "New name"}))
    assert [(finding.key, finding.reason) for finding in found] == [
        ("A", "has 'BEHÖRDEN' instead of 'Amt' (office)"),
        ("{n} office ‖ {n} offices", "has 'Büro' instead of 'Amt' (office)"),
        ("C", "has 'Deine' instead of '' (address)"),
    ]


def test_a_glossary_that_contradicts_itself(tmp_path: Path) -> None:
    path = glossary_of(
        tmp_path,
        '[town]\nword = "Ort"\nreplaces = ["Stadt", "stadt"]\n'
        '[office]\nword = "Amt"\nreplaces = ["Orte*", "Ort*"]\nexcept = ["Never said"]\n'
        '[seat]\nreplaces = ["Stuhl"]\n',
    )
    found = contradictions("de", read_glossary(path), frozenset({"Said"}))
    assert sorted(finding.reason for finding in found) == [
        "excepts a sentence that is not said: 'Never said'",
        "has no word",
        "replaces 'Ort', the word for town",
        "replaces 'stadt' twice",
    ]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (None, "is missing: which words are ours is not said"),
        ('[town]\nword = "Ort"\n[town]\nword = "Stadt"\n', "stands there twice"),
        ('[town]\nword = "Ort\n', "cannot be read"),
        ('[town]\nword = "Ort"\nreplace = ["Stadt"]\n', "is a setting that nothing reads"),
        ('town = "Ort"\n', "is no table"),
        ('[town]\nword = "Ort"\nreplaces = "Stadt"\n', "is no list of words"),
    ],
)
def test_a_glossary_that_is_missing_or_broken_is_a_sentence(
    tmp_path: Path, words: str | None, reason: str
) -> None:
    (tmp_path / "de").mkdir()
    if words is not None:
        glossary_of(tmp_path / "de", words)
    (found,) = every.of_glossary(tmp_path, book("de", "Hallo"), {}, frozenset())
    assert reason in found.reason


def test_an_english_sentence_is_held_to_the_english_glossary(tmp_path: Path) -> None:
    for name in ("checks.toml", "labels.txt", "renamed.toml", "en/glossary.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "locales" / name, tmp_path / name)
    (tmp_path / "languages.toml").write_text('[en]\nname = "English"\nbabel = "en"\n', "utf-8")
    wanted = Catalog()
    wanted.add("Nobody has this right. Ask the owner.")
    found = [finding.reason for finding in every.findings(tmp_path, wanted)]
    assert [reason.split("'")[1] for reason in found] == ["has this right", "owner"]


def test_what_we_call_a_thing_can_be_found() -> None:
    thesaurus = load_thesaurus(ROOT / "locales")
    wanted = {"language-course": "german_course", "seat": "german_course"}
    good = {"language-course": Concept("language-course", "Deutschkurs, Kurs für Deutsch")}
    assert not list(findable("de", good, wanted, thesaurus))
    bad = {"language-course": Concept("language-course", "Spracherwerbsmaßnahme")}
    assert len(list(findable("de", bad, wanted, thesaurus))) == 1
