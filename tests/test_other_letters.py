"""Words in the letters of another script: as they sound, and as other keyboards write them."""

import pytest

from bot.search.normalise import words
from tests.harness.databases import services
from tests.test_other_spellings import asked

HEARD = [
    ("mikham almani yad begiram", "fa", "می\u200cخوام آلمانی یاد بگیرم"),
    ("badi shighel", "ar", "بدي شغل"),
    ("wein el bet", "ar", "وين البيت"),
    ("ma 3endi 7a2 el akl", "ar", "ما عندي حق الأكل"),
    ("3am dawer 3a sho3'ol", "ar", "عم داير ع شغل"),
    ("ne znayu kuda idti", "ru", "не знаю куда идти"),
]


def test_words_in_other_letters_are_written_as_they_usually_are() -> None:
    """Everyday words, too; of several that sound alike the commonest."""
    assert [(said, own, asked(said, own).heard) for said, own, _ in HEARD] == HEARD


def test_digits_and_first_vowels_tell_words_apart() -> None:
    """A typed 3 is a letter of the word, and a typed first vowel is carried by one."""
    arabic = services().thesaurus.spellings["ar"]
    assert arabic.transliterated("3am") != arabic.transliterated("ma3")
    assert arabic.transliterated("akl").startswith("ا")


def test_a_word_that_means_something_as_typed_is_another_only_if_common_and_alike() -> None:
    russian = services().thesaurus.spellings["ru"]
    assert russian.transliterated("ne", is_known=True) == "не"
    assert not russian.transliterated("sport hall", is_known=True)
    assert not russian.transliterated("beratung", is_known=True)


def test_what_has_no_vowel_is_no_cyrillic_word() -> None:
    assert not services().thesaurus.spellings["ru"].transliterated("qwrt")


def test_german_is_read_as_german_by_whoever_types_it() -> None:
    """Also without a general word; a word that both languages have says nothing."""
    typed = ("Jobcenter Termin", "Wohnung Anmeldung", "Arbeit ohne Deutsch", "Kühlschrank")
    assert not [(said, own) for said in typed for own in ("ru", "ar") if asked(said, own).heard]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("sho3'ol", ["shoghol"]),
        ("7'obz", ["khobz"]),
        ("3'000", ["3000"]),
        ("عالشغل", ["شغل"]),
        ("عالمية", ["عالميه"]),
        ("هالبلد", ["بلد"]),
        ("الکول", ["الكول"]),
    ],
)
def test_arabic_particles_and_dotted_digits(typed: str, folded: list[str]) -> None:
    assert words(typed) == folded


ON_ANOTHER_KEYBOARD = [
    ("میردهكهم ههر سهرخوشه", "مێردەکەم هەر سەرخۆشە"),
    ("دوكتور ته ارتيا لرم، شزه", "ډوکټور ته اړتيا لرم، ښځه"),
    ("ፅሕፈት ሐኪም ኃይሊ", "ጽሕፈት ሓኪም ሃይሊ"),
]


def test_letters_that_other_keyboards_lack_are_like_those_that_stand_for_them() -> None:
    """Sorani on an Arabic keyboard, Pashto on a Persian one, Tigrinya in Amharic spelling."""
    assert not [pair for pair in ON_ANOTHER_KEYBOARD if words(pair[0]) != words(pair[1])]
