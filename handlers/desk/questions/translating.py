"""Volunteers are asked to translate a question or its answer, without seeing who asks."""

from collections.abc import Sequence

from bot.domain.audits import Act, Facts
from bot.domain.enquiries import Enquiry, EnquiryMessage
from bot.domain.group_events.enquiries import TranslationWanted
from bot.rules import enquiries as rules
from bot.rules.problems import Problem, Refusal
from handlers.desk import lists
from handlers.desk.page import Answer, DeskRequest, Done
from handlers.workflows.notify import notify_in_district
from storage.people import enquiries, enquiry_translations


def possible(enquiry: Enquiry, messages: Sequence[EnquiryMessage]) -> set[int]:
    """Return the ids of the messages that volunteers may be asked to translate."""
    return {message.id for message in messages if _is_possible(enquiry, message)}


async def asked(desk: DeskRequest, enquiry: Enquiry) -> Answer:
    """Ask the volunteers who speak the language; refuses where there are none."""
    now, district_id = desk.turn.now, enquiry.district_id
    listed = await enquiries.messages(desk.store, enquiry.id)
    wanted = lists.number(desk.sent("message")) or 0
    chosen = next((message for message in listed if message.id == wanted), None)
    message = rules.may_be_translated(enquiry, chosen)
    speaking = await enquiry_translations.volunteers(desk.store, district_id, enquiry.language, now)
    people = [person_id for person_id in speaking if person_id != enquiry.person_id]
    if not people:
        raise Refusal(Problem.NO_TRANSLATOR)
    await enquiry_translations.ask(desk.store, message.id, enquiry.person_id, now)
    event = TranslationWanted(None, enquiry.id, message.id)
    await notify_in_district(desk.store, district_id, people, event, now)
    facts: Facts = {"language": enquiry.language, "people": len(people)}
    await desk.turn.audit(Act.QUESTION_TRANSLATE, f"question {enquiry.id}", {}, facts)
    return Done(f"{desk.path}?said=done")


def _is_possible(enquiry: Enquiry, message: EnquiryMessage) -> bool:
    try:
        return bool(rules.may_be_translated(enquiry, message))
    except Refusal:
        return False
