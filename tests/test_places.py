"""Typed places: every script, every spelling, and what is no place."""

import pytest

from bot.domain.places import Municipality
from bot.rules.places import named, nearest
from handlers.files.districts import read_district
from storage.samples import SAMPLES

PLACES = [
    place for path in sorted(SAMPLES.glob("*.toml")) for place in read_district(path).municipalities
]


def test_the_sample_districts_are_whole() -> None:
    counts = {path.stem: len(read_district(path).municipalities) for path in SAMPLES.glob("*.toml")}
    assert counts == {
        "esslingen": 44,
        "kaiserslautern": 6,
        "konstanz": 25,
        "rems-murr": 31,
        "waldshut": 32,
    }
    fields = {
        path.stem: [field.slug for field in read_district(path).fields]
        for path in SAMPLES.glob("*.toml")
    }
    assert len({tuple(slugs) for slugs in fields.values()}) == 5
    assert all(len(read_district(path).rows) >= 30 for path in SAMPLES.glob("*.toml"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("waldshut tiengen", "Waldshut-Tiengen"),
        ("79761", "Waldshut-Tiengen"),
        ("Bad Saeckingen", "Bad Säckingen"),
        ("Saeckingen", "Bad Säckingen"),
        ("Singen", "Singen (Hohentwiel)"),
        ("Radolfzel", "Radolfzell am Bodensee"),
        ("NUERTINGEN", "Nürtingen"),
        ("Есслінген", "Esslingen am Neckar"),
        ("Ramstein", "Ramstein-Miesenbach"),
        ("Ландштуль", "Landstuhl"),
        ("ዋልድሹት", "Waldshut-Tiengen"),
        ("Constance", "Konstanz"),
    ],
)
def test_a_town_that_is_spelt_like_one_is_taken(typed: str, name: str) -> None:
    guess = named(typed, PLACES)
    assert [place.name for place in guess.places] == [name]
    assert guess.certain


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Вальдсхут", "Waldshut-Tiengen"),
        ("Зинген", "Singen (Hohentwiel)"),
        ("Констанц", "Konstanz"),
        ("فالدسهوت", "Waldshut-Tiengen"),
        ("Бад Зекінген", "Bad Säckingen"),
        ("سينغن", "Singen (Hohentwiel)"),
        ("كونستانز", "Konstanz"),
        ("Hohentwiel", "Singen (Hohentwiel)"),
        ("Baden", "Laufenburg (Baden)"),
    ],
)
def test_a_town_that_only_sounds_like_one_is_asked_about(typed: str, name: str) -> None:
    guess = named(typed, PLACES)
    assert guess.places[0].name == name
    assert guess.likely
    assert not guess.certain


@pytest.mark.parametrize(
    "typed", ["Deutschkurs", "swimming", "курс німецької", "دورة لغة", "?", "123", "x" * 3000]
)
def test_what_is_no_town_is_not_taken_for_one(typed: str) -> None:
    guess = named(typed, PLACES)
    assert not guess.certain
    assert not guess.likely


def test_two_towns_of_one_name_are_asked_about() -> None:
    guess = named("Weilheim", PLACES)
    assert not guess.certain
    assert {place.name for place in guess.places} == {"Weilheim", "Weilheim an der Teck"}


def test_a_position_is_the_nearest_town_and_nothing_far_away() -> None:
    near = nearest(47.7612345, 8.8401, PLACES)
    assert near is not None
    assert near.name == "Singen (Hohentwiel)"
    assert nearest(52.52, 13.4, PLACES) is None
    assert nearest(0, 0, [Municipality(1, 1, "Without a position")]) is None
