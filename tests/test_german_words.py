"""German words of offices and residence statuses, explained to who reads another language."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.listings import Listing
from bot.domain.offers import Details, Offer, OfferText
from bot.domain.residence import Residence
from bot.i18n import Translator, visible
from bot.rules.german_words import WORDS, words_in
from bot.rules.residence import status_of
from bot.screens import offers
from bot.screens.german_words import MEANINGS
from bot.screens.residence import NAMES, statuses
from bot.ui import Press
from handlers.dialogue.conversation import Conversation
from storage.samples import SAMPLES
from tests.harness.gallery import OFFER, TODAY
from tests.harness.talk import Talk


def test_every_word_has_a_meaning_and_is_found_as_it_is_written() -> None:
    assert len(WORDS) >= 60
    assert WORDS.keys() == MEANINGS.keys()
    wrong = [
        (code, written)
        for code, all_written in WORDS.items()
        for written in all_written
        for text in (written, f"Wo ist das?\n{written.upper()}, bitte.", f"Ihr „{written}“")
        if code not in words_in([text])
    ]
    assert not wrong


def test_words_are_found_in_their_endings_and_nowhere_else() -> None:
    found = {
        "Bringen Sie die Bescheide mit": ("decision",),
        "Termine des Jobcenters": ("jobcenter", "appointment"),
        "Leistungen für Bildung und Teilhabe": ("education_money",),
        "Menschen mit einer Duldung": ("tolerated",),
        "Bescheiden und pünktlich": ("decision",),
        "Wir terminieren und verfristen nichts": (),
        "": (),
    }
    assert {text: words_in([text]) for text in found} == found


def test_every_status_has_a_name_and_is_explained() -> None:
    assert NAMES.keys() == set(Residence)
    assert set(Residence) - {Residence.ANY} <= WORDS.keys()


def test_statuses_are_known_as_offices_write_them() -> None:
    written = {
        "Aufenthaltserlaubnis": Residence.PERMIT,
        "  NIEDERLASSUNGSERLAUBNIS ": Residence.PERMANENT,
        "§24 AufenthG": Residence.TEMPORARY,
        "geduldet": Residence.TOLERATED,
        "anerkannte Flüchtlinge": Residence.PROTECTED,
        "unabhängig vom Aufenthaltsstatus": Residence.ANY,
        "Aufenthaltserlaubnis nach § 25 Abs. 5": None,
        "Bleiberecht": None,
        "": None,
    }
    assert {words: status_of(words) for words in written} == written


def test_all_statuses_of_our_samples_are_known() -> None:
    unknown = {
        written
        for path in SAMPLES.glob("*.toml")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("residence_status = ")
        for written in line.partition("=")[2].strip(' "').split(", ")
        if status_of(written) is None
    }
    assert not unknown


def test_a_status_is_named_in_the_readers_words_and_explained_in_german_ones(
    translators: Mapping[str, Translator],
) -> None:
    tr = translators["en"]
    lines = [visible(line) for line in statuses(tr, {"Aufenthaltserlaubnis", "Bleiberecht <24>"})]
    assert "limited residence permit" in lines[0]
    assert "Bleiberecht <24>" in lines[0]
    assert [line.startswith("Aufenthaltserlaubnis: ") for line in lines[1:]] == [True]
    assert statuses(tr, ()) == []
    nobody = [visible(line) for line in statuses(tr, {"alle"})]
    assert len(nobody) == 1
    assert "any residence status" in nobody[0]


def test_an_unknown_status_is_explained_by_the_words_it_holds(
    translators: Mapping[str, Translator],
) -> None:
    written = {"Duldung oder Ankunftsnachweis", "Duldung"}
    lines = [visible(line) for line in statuses(translators["en"], written)]
    assert [line.partition(":")[0] for line in lines[1:]] == ["Duldung", "Ankunftsnachweis"]


def _offer(**changes: str) -> Offer:
    texts = (OfferText("de", **({"title": "Beratung"} | changes)),)
    return replace(OFFER, details=Details(texts=texts, organisation="AWO"))


def test_only_an_offer_with_such_words_has_a_button_for_them(
    translators: Mapping[str, Translator],
) -> None:
    tr = translators["uk"]
    plain = offers.details(tr, _offer(), Listing(), 0, TODAY)
    helped = offers.details(
        tr, _offer(next_steps="Bringen Sie den Bescheid mit."), Listing(), 0, TODAY
    )
    presses = [button.action for button in helped.buttons if button not in plain.buttons]
    assert presses == [Press(f"german_words.offer:{OFFER.id}:{Listing().code}:0")]


async def test_the_words_are_read_page_by_page_and_lead_back(channel: Conversation) -> None:
    talk = Talk(channel, ("en",))
    await talk.open()
    await talk.goes(
        ("[English]", "Where do you live?"),
        ("[Landkreis Waldshut]", "What are you looking for?"),
        ("/help", "How it works"),
        ("[❓ German words]", "Aufenthaltstitel:", "Duldung:"),
        ("[Next ›]", "Wohnsitzauflage:", "Jobcenter:"),
        ("[‹ Back]", "How it works"),
    )
