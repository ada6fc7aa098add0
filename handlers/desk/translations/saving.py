"""Writing translations, by the same verbs as the form of an offer and the chat of a group."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.audits import Act
from bot.domain.desk import Cells
from bot.domain.groups import Group
from bot.domain.offers import Offer
from bot.domain.translations import TextKind, Translation, TranslationState
from bot.rules import translations as rules
from bot.rules.problems import Problem, Refusal
from handlers.desk.page import DeskRequest
from handlers.desk.translations.texts import of_group, of_offer
from handlers.dialogue import founding
from handlers.dialogue.reports import offer_facts
from storage.catalogue import changes, offers, storing
from storage.catalogue import offer_bulk as bulk_rows
from storage.groups import group_translations, groups
from storage.groups.group_translations import GroupTranslation

TRANSLATE = "translate"
"""Name of the act at the desk that translates."""
Before = list[Any]
"""What undoing needs of a group: id, language, words before and after, what was known."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a translation belongs to, as it is stored now, and the translation itself."""

    thing: Offer | Group
    translation: Translation

    @property
    def owner(self) -> Offer | int:
        """What rights ask for: the offer, or the district of the group."""
        return self.thing if isinstance(self.thing, Offer) else self.thing.district_id


async def subject(
    desk: DeskRequest, kind: TextKind, subject_id: int, language: str, *, lock: bool = False
) -> Subject:
    """Return a text of the district at work. Raises Refusal for any other one."""
    if kind is TextKind.OFFER:
        return await _offer(desk, subject_id, language, lock=lock)
    group = await groups.by_id(desk.store, subject_id, lock=lock)
    if group is None or group.district_id != desk.district.id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    known = await group_translations.of_groups(desk.store, [group.id])
    return Subject(group, of_group(group, language, known.get((group.id, language))))


async def _offer(desk: DeskRequest, offer_id: int, language: str, *, lock: bool) -> Subject:
    if lock:
        await bulk_rows.lock(desk.store, offer_id)
    offer = await offers.by_id(desk.store, offer_id)
    if offer is None or offer.district_id != desk.district.id:
        raise Refusal(Problem.OFFER_GONE)
    if not rules.sees(desk.turn.person, offer, desk.turn.today):
        raise Refusal(Problem.OFFER_GONE)
    history = await changes.of_offer(desk.store, offer.id)
    return Subject(offer, of_offer(offer, language, history))


async def save(
    desk: DeskRequest, stored: Subject, words: Cells, *, is_checked: bool
) -> tuple[bool, Before]:
    """Store a translation, whose lock the caller holds; return whether that changed anything.

    With it comes what undoing it needs, nothing for an offer, which has a history.
    """
    rules.may_write(desk.turn.person, stored.owner, stored.translation.language)
    if isinstance(stored.thing, Offer):
        return await _save_offer(desk, stored.thing, stored, words, is_checked=is_checked), []
    return await _save_group(desk, stored.thing, stored, words, is_checked=is_checked)


async def _save_offer(
    desk: DeskRequest, offer: Offer, stored: Subject, words: Cells, *, is_checked: bool
) -> bool:
    turn, language = desk.turn, stored.translation.language
    draft = rules.offer_draft(offer, language, words, is_checked=is_checked)
    if draft is None:
        return False
    shelf = await storing.shelf(
        desk.store, offer.district_id, [draft.details.organisation], turn.services.thesaurus
    )
    await storing.replace(desk.store, shelf, offer, draft, turn.now, turn.author, confirms=False)
    await storing.counted(desk.store, shelf)
    facts = {**offer_facts(offer), "language": language}
    states = {text.language: text.state for text in offer.details.texts}
    after = {text.language: text.state for text in draft.details.texts}
    await turn.audit(
        Act.OFFER_CHANGE,
        f"offer {offer.id}",
        facts | {"text_state": states.get(language)},
        facts | {"text_state": after.get(language)},
    )
    return True


async def _save_group(
    desk: DeskRequest, group: Group, stored: Subject, words: Cells, *, is_checked: bool
) -> tuple[bool, Before]:
    turn, translation = desk.turn, stored.translation
    language, old = translation.language, translation.words.get("description", "")
    new = words.get("description", "")
    is_new = new != old
    was_checked = translation.state is TranslationState.CHECKED
    if not is_new and (not new or is_checked == was_checked):
        return False, []
    known = (await group_translations.of_groups(desk.store, [group.id])).get((group.id, language))
    if is_new:
        await founding.describe(turn, group, language, new)
    if new and (is_checked or not is_new):
        german = translation.german["description"]
        by = (turn.now, turn.person.id) if is_checked else (None, None)
        await group_translations.note(desk.store, group.id, language, GroupTranslation(german, *by))
        await turn.audit(
            Act.GROUP_TEXT,
            f"group {group.id}",
            {"language": language, "text_state": translation.state},
            {"language": language, "text_state": _state(is_checked=is_checked)},
        )
    return True, [group.id, language, old, new, _kept(known)]


def _state(*, is_checked: bool) -> TranslationState:
    return TranslationState.CHECKED if is_checked else TranslationState.UNCHECKED


def _kept(known: GroupTranslation | None) -> dict[str, Any] | None:
    """Return what was known of a translation as JSON holds it; who checked it is no part of it."""
    if known is None:
        return None
    checked_at = known.checked_at.isoformat() if known.checked_at else None
    return {"german": known.german, "checked_at": checked_at}


async def put_back(desk: DeskRequest, before: Before) -> bool:
    """Give a group the words back that it had; return False if they were changed since."""
    group_id, language, old, new, kept = before
    group = await groups.by_id(desk.store, group_id, lock=True)
    if group is None or group.texts.get(language, "") != new:
        return False
    await founding.describe(desk.turn, group, language, old)
    if old and kept:
        moment = datetime.fromisoformat(kept["checked_at"]) if kept["checked_at"] else None
        known = GroupTranslation(kept["german"], moment)
        await group_translations.note(desk.store, group_id, language, known)
    return True
