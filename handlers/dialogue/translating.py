"""Volunteers translate a question to the office, or its answer, without seeing who asks.

They see the words of one message from the moment that they take it, and nothing else.
"""

from bot.domain.announcements import Kind
from bot.domain.enquiries import Enquiry, EnquiryMessage, EnquiryTranslation
from bot.domain.group_events.enquiries import EnquiryTranslated
from bot.rules import enquiries as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import translating as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import notify_in_district
from storage.messaging import audiences
from storage.people import enquiries, enquiry_translations


async def take(turn: Turn, translation_id: int) -> Screen:
    """Take a translation, and ask for it; from now on the volunteer reads the words."""
    enquiry, message, translation = await _asked(turn, translation_id)
    await enquiry_translations.take(turn.store, translation.id, turn.person.id, turn.now)
    turn.expect(f"enquiry.translate:{translation_id}")
    into = rules.translated_into(enquiry, message)
    return screens.source(turn.tr, translation_id, message.words or "", into)


async def give_back(turn: Turn, translation_id: int) -> Screen:
    """Say that one cannot translate it; others still can."""
    _, _, translation = await _asked(turn, translation_id)
    if translation.helper_id == turn.person.id:
        await enquiry_translations.give_back(turn.store, translation.id)
    return screens.given_back(turn.tr)


async def typed_translation(turn: Turn, words: str, translation_id: int) -> Screen:
    """Store a translation; the person hears the answer in it, the office that it is there."""
    enquiry, message, translation = await _asked(turn, translation_id)
    if translation.helper_id != turn.person.id:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await enquiry_translations.write(turn.store, translation.id, rules.answer(words))
    event = EnquiryTranslated(None, enquiry.id, message.id)
    office = await audiences.coordinators(turn.store, enquiry.district_id, Kind.GROUP, turn.now)
    people = [enquiry.person_id] if message.by_office else office
    await notify_in_district(turn.store, enquiry.district_id, people, event, turn.now)
    return screens.thanks(turn.tr)


async def _asked(
    turn: Turn, translation_id: int
) -> tuple[Enquiry, EnquiryMessage, EnquiryTranslation]:
    """Return what this person was asked to translate, locked. Refuses what others translate."""
    translation = await enquiry_translations.by_id(turn.store, translation_id)
    message_id = translation.message_id if translation else 0
    found = await enquiries.messages_by_ids(turn.store, [message_id])
    enquiry_id = found[message_id].enquiry_id if message_id in found else 0
    enquiry = await enquiries.by_id(turn.store, enquiry_id, lock=True)
    translation = await enquiry_translations.by_id(turn.store, translation_id)
    if enquiry is None or translation is None:
        raise Refusal(Problem.QUESTION_GONE)
    people = await enquiry_translations.volunteers(
        turn.store, enquiry.district_id, enquiry.language, turn.now
    )
    is_asked = turn.person.id in people and turn.person.id != enquiry.person_id
    rules.may_translate(turn.person, translation, turn.now, asked=is_asked)
    return enquiry, found[message_id], translation
