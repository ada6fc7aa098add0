"""A field that one's own language lacks is shown in German, and says so."""

from itertools import product

from bot.domain.listings import Listing
from bot.domain.offers import Details, Offer, OfferText, text_in
from bot.i18n import Translator
from bot.screens import offers as screens
from tests.harness.databases import NOW
from tests.harness.talk import bare

FIELDS = ("title", "description", "next_steps")
GERMAN = OfferText("de", "Deutschkurs", "Zweimal in der Woche.", "Kommen Sie mit Ausweis.")


def offer(*texts: OfferText) -> Offer:
    return Offer(1, 1, "17", Details("VHS", texts), NOW)


def own(language: str, fields: tuple[str, ...]) -> OfferText:
    """A translation that has some fields besides its title."""
    words = {name: f"{name} {language}" for name in fields}
    return OfferText(**{"language": language, "title": f"title {language}"} | words)


def test_no_field_is_lost_in_any_language(translators: dict[str, Translator]) -> None:
    wrong = []
    for (code, tr), has_both, fields in product(
        translators.items(), (True, False), ((), ("description",), ("next_steps",), FIELDS[1:])
    ):
        if code == "de":
            continue
        texts = (GERMAN, own(code, fields)) if has_both else (GERMAN,)
        shown = bare(screens.details(tr, offer(*texts), Listing(), 0, NOW.date()).text)
        for name in FIELDS[1:]:
            words = f"{name} {code}" if has_both and name in fields else getattr(GERMAN, name)
            if words not in shown:
                wrong.append(f"{code} with {fields}: {words}")
        missing = len(FIELDS[1:]) - len(fields) if has_both and not code.startswith("de") else 0
        if shown.count(bare(tr("<i>In German:</i>"))) != missing:
            wrong.append(f"{code} with {fields}: {missing} marks")
    assert not wrong


def test_the_nearest_language_that_has_a_field_is_taken() -> None:
    english, simple = own("en", ("description",)), own("de-simple", ())
    text = text_in((GERMAN, english, simple), "de-simple")
    assert (text.language, text.description_language) == ("de-simple", "de")
    text = text_in((own("uk", ("next_steps",)), english), "ar")
    assert (text.language, text.description_language, text.next_steps) == (
        "en",
        "en",
        "next_steps uk",
    )
    assert text_in((OfferText("de", "Kurs"),), "uk").next_steps == ""
