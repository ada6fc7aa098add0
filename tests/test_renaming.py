"""Renamed keys: every catalogue is carried over, and old rows keep their words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from sqlalchemy import create_engine

from bot.domain.places import Field
from bot.environment import ROOT
from bot.i18n import Translator, plain
from bot.renamed import FILE, load_renamed
from bot.screens.fields import field_name
from handlers.dialogue.conversation import Conversation
from locales import check, rename
from locales.renaming import (
    Lift,
    Renames,
    carry,
    keeps_parts,
    key_of,
    read_renames,
    unknown,
)
from storage.engine.versions import sync_url
from tests.harness.filled import everything
from tests.harness.said import sentences
from tests.test_forgotten import Walk

LOCALES = ROOT / "locales"


def catalogue(code: str, entries: dict[object, object]) -> Catalog:
    made = Catalog(locale=code)
    for key, translation in entries.items():
        made.add(key, translation)
    return made


def renames(**table: dict) -> Renames:
    keys = {key_of(old): tuple(map(key_of, news)) for old, news in table["keys"].items()}
    return Renames(keys, frozenset(table.get("joined", ())), table.get("lifts", {}))


def words_of(made: Catalog) -> dict[object, object]:
    return {message.id: message.string for message in made if message.id}


def test_translations_plurals_and_comments_move_and_nothing_is_lost() -> None:
    made = Catalog(locale="de")
    made.add("I come", "Ich komme", user_comments=["said by one"], flags=["fuzzy"])
    made.add(("{n} comes", "{n} come"), ("{n} kommt", "{n} kommen"))
    made.add("Size", "Größe")
    made.add("Home", "Start")
    table = renames(
        keys={
            "I come": ["I am coming"],
            "{n} comes ‖ {n} come": ["{n} is coming ‖ {n} are coming"],
            "Size": ["Places", "Size"],
        }
    )
    assert list(carry(made, table)) == []
    assert words_of(made) == {
        "I am coming": "Ich komme",
        ("{n} is coming", "{n} are coming"): ("{n} kommt", "{n} kommen"),
        "Places": "Größe",
        "Size": "Größe",
        "Home": "Start",
    }
    moved = made.get("I am coming")
    assert moved is not None
    assert moved.user_comments == ["said by one"]
    assert moved.fuzzy
    assert list(carry(made, table)) == [], "the second time nothing is left to do"


def test_what_became_an_argument_is_lifted_out_of_the_translations() -> None:
    made = catalogue("uk", {"Type: jeden Montag 9:00": "Пишіть: jeden Montag 9:00"})
    lift = Lift("{example}", r"jeden \w+ \d+:\d\d", "every Monday 9:00")
    table = renames(
        keys={"Type: jeden Montag 9:00": ["Write: {example}"]}, lifts={"Write: {example}": lift}
    )
    assert list(carry(made, table)) == []
    assert words_of(made) == {
        "Write: {example}": "Пишіть: {example}",
        "every Monday 9:00": "jeden Montag 9:00",
    }


def test_what_would_be_lost_is_refused() -> None:
    two = {"Human": "Mensch", "Person": "Person", "Place": "Ort"}
    both = renames(keys={"Human": ["Somebody"], "Person": ["Somebody"]})
    (reason,) = carry(catalogue("de", two), both)
    assert "different translations" in reason
    assert "'Human'" in reason
    assert "'Somebody'" in reason
    taken = renames(keys={"Human": ["Place"]})
    (reason,) = carry(catalogue("de", two), taken)
    assert "'Human' and 'Place'" in reason
    joined = renames(keys={"Human": ["Place"]}, joined=[("Human", "Place")])
    assert list(carry(catalogue("de", two), joined)) == []

    lost = renames(keys={"Until: {day}": ["Due: {date}"]})
    (reason,) = carry(catalogue("de", {"Until: {day}": "Bis: {day}"}), lost)
    assert "other placeholders" in reason
    nowhere = renames(keys={"Never said": ["Said"], "Human": ["Person"]})
    assert list(unknown(nowhere, [catalogue("de", two)])) == [
        "no catalogue has this key: 'Never said'"
    ]


def test_a_form_for_one_number_may_say_it_in_a_word() -> None:
    key = ("{time}, every {n} week", "{time}, every {n} weeks")
    said = {
        "de": ["{time}, jede Woche", "{time}, alle {n} Wochen"],
        "fr": ["{time}, chaque semaine", "{time}, toutes les {n} semaines"],
        "ar": [
            f"{{time}} {word}" for word in ("{n} أ", "أسبوع", "أسبوعين", "{n} ب", "{n} ج", "{n} د")
        ],
        "uk": ["{time}, щотижня", "{time}, раз на {n} тижні", "{time}, раз на {n} тижнів"],
    }
    kept = {code: keeps_parts(catalogue(code, {}), forms, key) for code, forms in said.items()}
    assert kept == {"de": True, "fr": False, "ar": True, "uk": False}, "0 and 21 have a form, too"
    assert not keeps_parts(catalogue("de", {}), ["jede Woche", "{time}, alle {n} Wochen"], key)


def test_nothing_is_written_if_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bot.po"
    check.write(path, catalogue("de", {"Human": "Mensch", "Person": "Person"}))
    before = path.read_text("utf-8")
    (tmp_path / FILE).write_text('[renamed]\n"Human" = "Person"\n"Gone" = "Away"\n', "utf-8")
    monkeypatch.setattr(rename, "LOCALES", tmp_path)
    monkeypatch.setattr(rename, "load_languages", lambda _: {"de": None})
    monkeypatch.setattr(rename, "path_of", lambda _: path)
    assert rename.main() == 1
    assert path.read_text("utf-8") == before
    assert "2 refused" in capsys.readouterr().out


def test_new_translations_come_by_old_keys() -> None:
    made = catalogue("de", {"Where: {place}": "Ort: {place}", "Town: {town}": "Ort: {town}"})
    made.add(("{n} is coming", "{n} are coming"), ("{n} kommt", "{n} kommen"))
    table = renames(
        keys={
            "Place: {place}": ["Where: {place}", "Town: {town}"],
            "{n} comes ‖ {n} come": ["{n} is coming ‖ {n} are coming"],
        },
        joined=[("Place: {place}", "Town: {town}")],
    )
    words = {
        "Place: {place}": "Wo: {place}",
        "{n} comes": ["{n} sagt zu", "{n} sagen zu"],
        "Town: {town}": "Ohne Platzhalter",
        "Unheard": "Unerhört",
    }
    refused = list(rename.take(made, words, table))
    assert [line.partition("'")[0] for line in refused] == ["", "no sentence has this key: "]
    assert words_of(made) == {
        "Where: {place}": "Wo: {place}",
        "Town: {town}": "Ort: {town}",
        ("{n} is coming", "{n} are coming"): ("{n} sagt zu", "{n} sagen zu"),
    }


def test_the_table_fits_the_sentences_of_today() -> None:
    """Every old key leads to a sentence that the code says, and is said no more itself."""
    said = {form for message in sentences() for form in _forms(message.id)}
    renamed = load_renamed(LOCALES)
    wrong = [(old, new) for old, new in renamed.items() if new not in said or old in said]
    table, known = read_renames(LOCALES / FILE), said | renamed.keys()
    wrong += [
        (old, new)
        for old, news in table.keys.items()
        for new in news
        if not known.issuperset(_forms(new))
    ]
    assert wrong == []


def _forms(key: object) -> list[str]:
    return [key] if isinstance(key, str) else list(key)  # type: ignore[call-overload]


def test_old_keys_say_the_words_of_today(translators: dict[str, Translator]) -> None:
    old = "Housing and surroundings"
    wrong = []
    for code, tr in translators.items():
        wrong += [old] if plain(tr(old)) != plain(tr(tr.newest(old))) else []
        field = Field(1, 1, "housing", "🏠", {"de": "Wohnen und Wohnumfeld", "en": old})
        is_named = plain(field_name(tr, field)) == plain(tr("Housing and neighbourhood"))
        wrong += [] if is_named or code == "de" else [code]
    assert wrong == []
    assert plain(translators["en"]("Go on without a place")) == "Continue without a town"
    asked = translators["de"].plural("{n} person comes.", "{n} people come.", 2)
    now = translators["de"].plural("{n} person is coming.", "{n} people are coming.", 2)
    assert asked == now


def test_a_renaming_of_a_renaming_is_followed(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        '[renamed]\n"A" = "B"\n"B" = "C"\n"Size" = ["Size", "Seats"]\n"X ‖ Y" = "V ‖ W"\n', "utf-8"
    )
    assert load_renamed(tmp_path) == {"A": "C", "B": "C", "X": "V", "Y": "W"}


STORED = {"field.names"}
"""Columns that hold keys, read through ``Translator.newest``: names of fields of districts."""
TYPED = {"offer_text", "offer_titles"}
"""Tables of what offices write, in which a phrase like ours is theirs."""
TYPED_TEXTS = {"group.texts", "offer.imported"}
"""Columns of what leads and offices write."""


async def test_no_other_column_holds_a_sentence_of_ours(conversation: Conversation) -> None:
    """Drafts, reports, questions, news and logs hold codes: a renamed key cannot orphan a row."""
    await Walk.done(conversation)
    said = [
        form
        for message in sentences()
        for form in _forms(message.id)
        if " " in form and "{" not in form
    ]
    engine = create_engine(sync_url(conversation.database.url))
    with engine.connect() as connection:
        rows = everything(connection)
    engine.dispose()
    found = {column for column, texts in _by_column(rows) if any(form in texts for form in said)}
    assert sum(map(len, rows.values())) > 500, "the walk filled it"
    assert found - TYPED_TEXTS == STORED


def _by_column(rows: Mapping[str, list[dict[str, object]]]) -> Iterator[tuple[str, str]]:
    """Yield each column that holds texts, and its texts, a line each."""
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for table, held in rows.items():
        for column, value in (pair for row in held for pair in row.items()):
            if table not in TYPED:
                texts[f"{table}.{column}"].update(_texts(value))
    yield from ((column, "\n".join(found)) for column, found in texts.items())


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from (text for inner in value.values() for text in _texts(inner))
        case list():
            yield from (text for inner in value for text in _texts(inner))
