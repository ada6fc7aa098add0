"""Rules of translations: what state they are in, what is wrong with them, what a file changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import blake2b

from bot import text
from bot.domain.desk import Cells
from bot.domain.grants import Role
from bot.domain.imports import Mistake
from bot.domain.offers import Draft, Offer, OfferText, TextState
from bot.domain.people import Person
from bot.domain.translations import FIELDS, TextKind, Translation, TranslationState
from bot.rules import grants, groups, offers
from bot.rules.problems import Problem, Refusal
from bot.rules.row_readers import LONGEST_CELL, LONGEST_TITLE

ORIGINAL = "de"


def may_read(person: Person, district_id: int, language: str) -> None:
    """Refuses those who may not open the desk, and translators of other languages."""
    if not (
        grants.holds(person, district_id, *grants.DESK)
        or grants.translates(person, district_id, language)
    ):
        raise Refusal(Problem.NOT_ALLOWED)


def writes(person: Person, subject: Offer | int, language: str) -> bool:
    """Return whether a person may change a translation of an offer, or of a group's texts.

    A number is the id of the district of a group.
    """
    if isinstance(subject, Offer):
        is_kept = grants.edits(person, subject)
        return is_kept or grants.translates(person, subject.district_id, language)
    return grants.coordinates(person, subject) or grants.translates(person, subject, language)


def may_write(person: Person, subject: Offer | int, language: str) -> None:
    """Refuses everybody who may not change a translation, see ``writes``."""
    if not writes(person, subject, language):
        raise Refusal(Problem.NOT_ALLOWED)


def sees(person: Person, offer: Offer, today: date) -> bool:
    """Return whether a person sees the texts of an offer.

    Who only translates sees what everybody sees: neither drafts and proposals nor what is over.
    """
    return grants.holds(person, offer.district_id, *grants.DESK) or offers.is_shown(offer, today)


def is_only_translator(person: Person, district_id: int) -> bool:
    """Return whether a person may translate in a district, and nothing else at its desk."""
    return not grants.holds(person, district_id, *grants.DESK) and grants.holds(
        person, district_id, Role.TRANSLATOR
    )


def version(translation: Translation) -> int:
    """Return a number that changes with both texts, of at most nine digits and never 0."""
    stood = sorted(translation.german.items()), sorted(translation.words.items())
    digest = blake2b(repr(stood).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % 999_999_998 + 1


def state_of_offer(offer_text: OfferText | None) -> TranslationState:
    """Return the state of a translation of an offer; None is one that is missing."""
    return state_of_word(offer_text.state) if offer_text else TranslationState.MISSING


def state_of_word(state: str) -> TranslationState:
    """Return the state of a stored text; one that the office wrote itself counts as checked."""
    is_original = state == TextState.ORIGINAL
    return TranslationState.CHECKED if is_original else TranslationState(state)


def state_of_group(
    words: str, german: str, made_from: str | None, *, is_checked: bool
) -> TranslationState:
    """Return the state of a translation of a group; ``made_from`` None: nobody noted it."""
    if not words:
        return TranslationState.MISSING
    if made_from is not None and made_from != german:
        return TranslationState.STALE
    return TranslationState.CHECKED if is_checked else TranslationState.UNCHECKED


def german_before(
    changes: Sequence[tuple[Cells, Cells]], german: Cells, language: str
) -> dict[str, str]:
    """Return the German text from which the translation of an offer was made.

    ``changes`` are cells before and after, the newest first; what is older than all of them counts
    as it was then.
    """
    then = dict(german)
    for before, after in changes:
        if _is_made(after, language):
            break
        then |= {name: before[name] for name in FIELDS[TextKind.OFFER] if name in before}
    return then


def _is_made(after: Cells, language: str) -> bool:
    """Return whether a change wrote a translation, or said what state it is in."""
    state = after.get(f"text_state_{language}", TextState.STALE)
    names = FIELDS[TextKind.OFFER]
    return state != TextState.STALE or any(f"{name}_{language}" in after for name in names)


def differences(before: Cells, after: Cells) -> list[tuple[str, str, str]]:
    """Return field, words before and words now, of those that differ; nothing without a before."""
    return [
        (name, before[name], words)
        for name, words in after.items()
        if name in before and before[name] != words
    ]


def cleaned(kind: TextKind, typed: Cells) -> dict[str, str]:
    """Return the fields of a translation as they are stored."""
    words = {name: text.clean(typed.get(name, "")) for name in FIELDS[kind]}
    return words | ({"title": text.one_line(words["title"])} if "title" in words else {})


def mistakes(kind: TextKind, typed: Cells) -> dict[str, Mistake]:
    """Return the mistake of each wrong field: too long, or a text without a title."""
    wrong: dict[str, Mistake] = {}
    for name in FIELDS[kind]:
        if len(typed.get(name, "")) > (longest := _longest(kind, name)):
            wrong[name] = Mistake("", 1, name, "too_long", "", str(longest))
    has_text = any(typed.get(name, "") for name in FIELDS[kind])
    if "title" in FIELDS[kind] and has_text and not typed.get("title", ""):
        wrong["title"] = Mistake("", 1, "title", "title_missing")
    return wrong


def _longest(kind: TextKind, name: str) -> int:
    if kind is TextKind.GROUP:
        return groups.LONGEST_WORDS
    return LONGEST_TITLE if name == "title" else LONGEST_CELL


def offer_draft(offer: Offer, language: str, words: Cells, *, is_checked: bool) -> Draft | None:
    """Return an offer with a translation; None if it says that already.

    Words without a title take the translation away. A stale one that nobody changed and nobody
    checked stays stale.
    """
    old = {offer_text.language: offer_text for offer_text in offer.details.texts}
    new = dict(old)
    if words.get("title"):
        state = TextState.CHECKED if is_checked else _unchecked(old.get(language))
        new[language] = OfferText(
            language=language,
            title=words["title"],
            description=words.get("description", ""),
            next_steps=words.get("next_steps", ""),
            state=state,
        )
    else:
        new.pop(language, None)
    texts = offers.restated(old.values(), new.values())
    if {offer_text.language: offer_text for offer_text in texts} == old:
        return None
    details = replace(offer.details, texts=texts)
    return Draft(offer.external_id, details, source=offer.source)


def _unchecked(old: OfferText | None) -> TextState:
    is_stale = old is not None and old.state is TextState.STALE
    return TextState.STALE if is_stale else TextState.UNCHECKED
