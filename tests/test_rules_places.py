"""A place is found by any spelling of its name, by its postcode, or by a position."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.places import Municipality
from bot.rules.places import Guess, likeness, named, nearest, skeleton, spelling


def town(
    number: int,
    name: str,
    *postcodes: str,
    at: tuple[float, float] | None = None,
    aliases: tuple[str, ...] = (),
) -> Municipality:
    """A municipality."""
    return Municipality(number, 1, name, aliases, postcodes, *(at or (None, None)))


WALDSHUT = town(1, "Waldshut-Tiengen", "79761", at=(47.62, 8.22), aliases=("Waldshut",))
SAECKINGEN = town(2, "Bad Säckingen", "79713", at=(47.55, 7.95))
LAUFENBURG = town(3, "Laufenburg (Baden)", "79725", at=(47.57, 8.06))
MURG = town(4, "Murg", "79730", at=(47.56, 8.02))
RICKENBACH = town(5, "Rickenbach", "79736", "79725", at=(47.61, 7.98))
PLACES = (WALDSHUT, SAECKINGEN, LAUFENBURG, MURG, RICKENBACH)


@pytest.mark.parametrize(("name", "plain"), [
    ("Bad Säckingen", "badsackingen"), ("bad saeckingen", "badsackingen"),
    ("Weißenburg", "weissenburg"), ("GROSS", "gross"),
    ("Überlingen", "uberlingen"), ("Ueberlingen", "uberlingen"), ("Oehningen", "ohningen"),
    ("Öhningen", "ohningen"),
    ("79761 Murg!", "murg"), ("Мург", "murg"), ("", ""), ("Ehingen", "ehingen"), ("Lee", "lee"),
])  # fmt: skip
def test_one_spelling_of_umlauts(name: str, plain: str) -> None:
    assert spelling(name) == plain


@pytest.mark.parametrize(("name", "other"), [
    ("Вальдсхут", "Waldshut"), ("فالدسهوت", "Waldshut"), ("Tiengen", "Thiengen"),
    ("Philippsburg", "Filipsburk"),
    ("Schopfheim", "Shopfaim"), ("Zell", "Sell"), ("Dogern", "Tokern"), ("Yach", "Jach"),
    ("Quellen", "Kwelen"),
])  # fmt: skip
def test_names_that_sound_alike(name: str, other: str) -> None:
    alike, unlike = likeness(name, other), likeness(name, "Friedrichshafen")
    assert alike > 0.7
    assert alike > unlike


@pytest.mark.parametrize(("name", "sounds"), [
    ("Waldshut", "fltst"), ("Bad Säckingen", "ptsknkn"), ("Murg", "mrk"), ("Aue", ""),
    ("Schramberg", "srmprk"),
    ("Chemnitz", "kmnk"), ("Tuttlingen", "tlnkn"), ("Khan", "n"), ("Phlox", "flk"), ("Jung", "nk"),
    ("Zorn", "srn"),
    ("Thayngen", "tnkn"), ("Xaver", "kfr"), ("Quark", "krk"), ("Shop", "sp"),
])  # fmt: skip
def test_a_skeleton_is_the_consonants_as_they_sound(name: str, sounds: str) -> None:
    assert skeleton(name) == sounds


def test_an_arabic_waw_is_a_vowel() -> None:
    assert skeleton("مورغ") == skeleton("Murgh")


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_between_nothing_and_the_same(typed: str, name: str) -> None:
    assert 0 <= likeness(typed, name) <= 1


def test_a_part_of_a_long_name_is_the_name() -> None:
    assert likeness("tiengen", "Waldshut-Tiengen") == 1
    assert likeness("Säckingen", "Bad Säckingen") == 1
    assert likeness("Baden", "Laufenburg (Baden)") == 1
    assert likeness("murg", "Murg-Niederhof") == 1
    assert likeness("bad", "Bad Säckingen") < 0.72, "too short a part says nothing"


def test_what_only_sounds_the_same_is_a_little_less_sure() -> None:
    assert likeness("Tokern", "Dogern") == pytest.approx(0.95)
    assert likeness("Aue", "Ey") < 0.72, "vowels alone say nothing"
    assert likeness("Bd", "Pt") == 0, "two consonants sound like too many names"
    assert likeness("Bdk", "Ptk") == pytest.approx(0.95)


@pytest.mark.parametrize(("typed", "places", "certain", "likely"), [
    ("Murg", (MURG,), True, True), ("murg ", (MURG,), True, True),
    ("79761", (WALDSHUT,), True, True),
    ("PLZ 79 730", (MURG,), True, True), ("79725", (LAUFENBURG, RICKENBACH), False, True),
    ("99999", (), False, True),
    ("Waldshut", (WALDSHUT,), True, True), ("Rikenbach", (RICKENBACH,), True, True),
    ("Säckingn", (SAECKINGEN,), True, True),
    ("Deutschkurs", (), False, False), ("", (), False, False), ("1234", (), False, False),
    ("797611", (), False, False),
    ("M" * 61, (), False, False), ("Murg" + " " * 56, (MURG,), True, True),
    ("Murg" + " " * 57, (), False, False),
])  # fmt: skip
def test_what_a_typed_name_means(
    typed: str, places: tuple[Municipality, ...], certain: bool, likely: bool
) -> None:
    assert named(typed, PLACES) == Guess(places, certain, likely)


def test_nothing_is_meant_where_there_is_nothing() -> None:
    assert named("Murg", ()) == Guess(())


TWINS = tuple(
    town(number, f"Neuburg {letter}", "79700") for number, letter in enumerate("gfedcba", 10)
)


def test_two_of_one_name_are_asked_about_in_order() -> None:
    guess = named("Neuburg", TWINS)
    assert [place.name for place in guess.places] == [f"Neuburg {letter}" for letter in "abcde"]
    assert not guess.certain
    assert guess.likely
    assert len(named("Neuburg", TWINS, limit=2).places) == 2
    assert len(named("79700", TWINS).places) == 5
    assert named("79700", TWINS, limit=6).places == TWINS[:6]


def test_the_likeliest_comes_first_and_is_certain_only_if_it_stands_out() -> None:
    near, far = town(1, "Steinheim"), town(2, "Steinhausen")
    guess = named("Steinhem", (far, near))
    assert guess.places[0] is near
    assert guess.certain
    twin = town(3, "Steinhelm")
    assert named("Steinhem", (twin, near)) == Guess((near, twin), certain=False, likely=True)
    assert named("Steinhom", (twin, near)) == Guess((near,), certain=False, likely=True)


def test_what_is_only_a_little_like_a_name_is_asked_about() -> None:
    assert named("Ricken", (RICKENBACH,)) == Guess((RICKENBACH,), certain=False, likely=False)
    assert named("Rickental", (MURG, RICKENBACH)) == Guess(
        (RICKENBACH,), certain=False, likely=False
    )
    steinheim, steinhelm = town(1, "Steinheim"), town(2, "Steinhelm")
    assert named("Steinheim", (steinhelm, steinheim)) == Guess((steinheim,), True, True)
    assert named("Rickbach", (RICKENBACH,)) == Guess((RICKENBACH,), certain=True, likely=True)
    assert named("Ruckach", (RICKENBACH,)) == Guess((), certain=False, likely=False)


@pytest.mark.parametrize(("latitude", "longitude", "place"), [
    (47.62, 8.22, WALDSHUT), (47.5504, 7.9496, SAECKINGEN), (47.565, 8.03, MURG),
    (52.5, 13.4, None), (47.62, 8.56, None),
    (47.62, 8.54, WALDSHUT), (47.84, 8.22, WALDSHUT), (47.85, 8.22, None),
    (47.40, 8.22, LAUFENBURG),
])  # fmt: skip
def test_the_nearest_town_within_25_kilometres(
    latitude: float, longitude: float, place: Municipality | None
) -> None:
    assert nearest(latitude, longitude, PLACES) is place


def test_a_position_is_rounded_to_about_a_kilometre() -> None:
    """So nobody is found more exactly than that."""
    here, there = town(1, "Hier", at=(47.600, 8.00)), town(2, "Dort", at=(47.604, 8.00))
    assert nearest(47.6049, 8.0, (here, there)) is here


def test_a_town_without_a_position_is_never_the_nearest() -> None:
    assert (
        nearest(
            0.0,
            0.0,
            [
                Municipality(1, 1, "Null", latitude=None, longitude=0.0),
                Municipality(2, 1, "Eins", latitude=0.0),
            ],
        )
        is None
    )
    assert nearest(47.6, 8.0, ()) is None


def test_of_two_towns_at_one_place_the_first_is_the_nearest() -> None:
    twins = [town(number, name, at=(47.6, 8.0)) for number, name in ((2, "Zwei"), (1, "Eins"))]
    assert nearest(47.6, 8.0, twins) is twins[0]


@given(st.floats(47, 55), st.floats(6, 15), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_distances_are_those_on_the_globe(
    latitude: float, longitude: float, north: float, east: float
) -> None:
    """Distances agree with the haversine formula: only towns within 25 km are found."""
    here = (round(latitude, 2), round(longitude, 2))
    there = (here[0] + north, here[1] + east)
    a, b = math.radians(there[0] - here[0]), math.radians(there[1] - here[1])
    h = (
        math.sin(a / 2) ** 2
        + math.cos(math.radians(here[0])) * math.cos(math.radians(there[0])) * math.sin(b / 2) ** 2
    )
    kilometres = 2 * 6371 * math.asin(math.sqrt(h))
    found = nearest(*here, [town(1, "Dort", at=there)])
    if kilometres < 24.8:
        assert found
    if kilometres > 25.2:
        assert found is None
