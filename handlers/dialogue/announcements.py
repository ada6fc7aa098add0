"""For coordinators: write to people, see who gets it, send it, see what became of it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from bot.domain.announcements import ORIGINAL, WRITTEN, Announcement, Kind, State, Times
from bot.domain.attachments import Attachment
from bot.domain.offers import text_in
from bot.domain.people import Role
from bot.domain.places import District
from bot.rules import announcements as rules
from bot.rules import attachments as rules_of_files
from bot.rules import moments, recurrence
from bot.rules.cells import Wrong
from bot.rules.people import may_coordinate
from bot.rules.problems import Problem, Refusal
from bot.screens import announcements as screens
from bot.screens import notices
from bot.screens.fields import field_name
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from handlers.workflows.launch import fire
from storage.catalogue import attachments, offers, places
from storage.groups import groups
from storage.messaging import announcements, audiences, campaigns

KNOWN, DATES = 20, 3


async def messages(turn: Turn) -> Screen:
    district = await _district(turn)
    return screens.messages(
        turn.tr, await announcements.of_district(turn.store, district.id, KNOWN)
    )


async def compose(turn: Turn) -> Screen:
    """A draft, and the question for its German words."""
    return await _begun(turn, await _district(turn))


async def about(turn: Turn, offer_id: int) -> Screen:
    """A draft with a button to an offer."""
    district, offer = await _district(turn), await offers.by_id(turn.store, offer_id)
    if offer is None or offer.district_id != district.id:
        raise Refusal(Problem.OFFER_GONE)
    return await _begun(turn, district, offer_id)


async def _begun(turn: Turn, district: District, offer_id: int | None = None) -> Screen:
    made = Announcement(
        0,
        district.id,
        times=Times(zone=district.zone, land=district.land),
        offer_id=offer_id,
        author_id=turn.person.id,
    )
    number = await announcements.add(turn.store, made, turn.now)
    return await write(turn, number, ORIGINAL)


async def write(turn: Turn, number: int, code: str) -> Screen:
    await _draft(turn, number)
    name = language(turn, code)
    await turn.expect(f"message.text:{number}:{code}")
    return screens.write(turn.tr, number, code, name)


async def typed_words(turn: Turn, words: str, number: str, code: str) -> Screen:
    """The text of one language."""
    one = await _draft(turn, int(number))
    texts = rules.checked_texts({**one.texts, code: words})
    await turn.expect_nothing()
    return await _changed(turn, one, texts=texts)


async def message(turn: Turn, number: int) -> Screen:
    """A draft with its preview, or how far it is."""
    one = await own(turn, number)
    if one.state in (State.DRAFT, State.ASKED):
        return await _preview(turn, one)
    known = await campaigns.of_announcement(turn.store, number)
    latest = known[0] if known else None
    return screens.progress(
        turn.tr,
        one,
        latest,
        await campaigns.progress(turn.store, latest.id) if latest else None,
    )


async def texts(turn: Turn, number: int, page: int) -> Screen:
    languages = [(code, language.name) for code, language in turn.services.languages.items()]
    return screens.texts(
        turn.tr,
        await _draft(turn, number),
        sorted(languages, key=lambda one: one[0] != ORIGINAL),
        page,
    )


async def kinds(turn: Turn, number: int) -> Screen:
    return screens.kinds(turn.tr, await _draft(turn, number))


async def kind(turn: Turn, number: int, word: str) -> Screen:
    if word not in WRITTEN:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _changed(turn, await _draft(turn, number), kind=Kind(word))


async def file(turn: Turn, number: int) -> Screen:
    one = await _draft(turn, number)
    await turn.expect(f"message.file:{number}")
    return screens.file(turn.tr, one)


async def sent_file(turn: Turn, given: Attachment, number: str) -> Screen:
    """What is too large or of a kind that not every phone opens is refused, and may be sent anew."""
    one = await _draft(turn, int(number))
    added = await attachments.add(turn.store, rules_of_files.checked(given), turn.now)
    await turn.expect_nothing()
    return await _changed(turn, one, attachment_id=added)


async def no_file(turn: Turn, number: int) -> Screen:
    return await _changed(turn, await _draft(turn, number), attachment_id=None)


async def never_twice(turn: Turn, number: int) -> Screen:
    """After a crash: rather not at all than perhaps a second time."""
    one = await _draft(turn, number)
    return await _changed(turn, one, never_twice=not one.never_twice)


async def whom(turn: Turn, number: int, page: int) -> Screen:
    return screens.whom(turn.tr, await _draft(turn, number), page)


async def aims(turn: Turn, number: int, part: str, page: int) -> Screen:
    one = await _draft(turn, number)
    return screens.aims(turn.tr, one, part, await _choices(turn, one, part), page)


async def aim(turn: Turn, number: int, part: str, value: str) -> Screen:
    """Switch one; only what can be chosen counts."""
    one = await _draft(turn, number)
    if value not in {choice for choice, _ in await _choices(turn, one, part)}:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    changed = replace(one, audience=one.audience.turned(part, _READERS[part](value)))
    await announcements.change(turn.store, changed, turn.now)
    return (
        screens.whom(turn.tr, changed, 0)
        if part == "roles"
        else screens.aims(turn.tr, changed, part, await _choices(turn, one, part), 0)
    )


async def when(turn: Turn, number: int) -> Screen:
    one = await _draft(turn, number)
    await turn.expect(f"message.time:{number}")
    return screens.when(turn.tr, one)


async def at_once(turn: Turn, number: int) -> Screen:
    one = await _draft(turn, number)
    return await _changed(turn, one, times=replace(one.times, start=None, rule=""))


async def typed_time(turn: Turn, words: str, number: str) -> Screen:
    """ "24.11.2026 18:00" once, "Dienstag 18:00" every week."""
    one = await _draft(turn, int(number))
    times = _times(words, one.times, turn)
    recurrence.check(times, turn.now)
    await turn.expect_nothing()
    return await _changed(turn, one, times=times)


async def sight(turn: Turn, number: int) -> Screen:
    """Exactly what people get, in one's own chat."""
    one = await _draft(turn, number)
    district = await _district(turn)
    rules.checked_texts(one.texts)
    return replace(
        notices.notice(turn.tr, one, district, attachment=await _file(turn, one)),
        back=f"message.show:{number}",
    )


async def release(turn: Turn, number: int, version: int) -> Screen:
    """Asked under the lock: the right, the words, the people, the time."""
    one = await _draft(turn, number, lock=True)
    if one.version != version:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    rules.checked_texts(one.texts)
    recurrence.check(one.times, turn.now)
    await _has_file(turn, one)
    found = await audiences.reach(turn.store, one)
    if (
        rules.needs_second(one, found)
        and one.author_id == turn.person.id
        and one.state is State.DRAFT
    ):
        return (await _changed(turn, one, state=State.ASKED)).saying(
            turn.tr("More than 500 people would get this. A second coordinator has to confirm it.")
        )
    rules.may_release(turn.person, one, found)
    released = replace(
        one, state=State.RELEASED, next_at=recurrence.next_at(one.times, turn.now) or turn.now
    )
    await announcements.change(turn.store, released, turn.now)
    if released.times.start is None:
        await fire(turn.store, turn.services, released, turn.now, turn.now)
    return (await message(turn, number)).saying(turn.tr("Released."))


async def _has_file(turn: Turn, one: Announcement) -> None:
    """Refuses while its file is still on its way to us."""
    if one.attachment_id and not await attachments.is_here(turn.store, one.attachment_id):
        raise Refusal(Problem.FILE_COMES)


async def _file(turn: Turn, one: Announcement) -> Attachment | None:
    return (await attachments.by_ids(turn.store, {one.attachment_id or 0})).get(
        one.attachment_id or 0
    )


async def _changed(turn: Turn, one: Announcement, **values: Any) -> Screen:
    changed = replace(one, **values)
    await announcements.change(turn.store, changed, turn.now)
    return await _preview(turn, replace(changed, version=one.version + 1))


async def _preview(turn: Turn, one: Announcement) -> Screen:
    names = {code: language.name for code, language in turn.services.languages.items()}
    reach, dates = (
        await audiences.reach(turn.store, one),
        list(islice(recurrence.dates(one.times, turn.now), DATES)),
    )
    return screens.draft(
        turn.tr,
        one,
        reach,
        dates,
        await _title(turn, one),
        await _file(turn, one),
        names,
        turn.services.config.telegram.unasked_rate,
    )


async def _title(turn: Turn, one: Announcement) -> str:
    """Of the offer that it leads to; "" if it leads to none."""
    offer = await offers.by_id(turn.store, one.offer_id) if one.offer_id else None
    return text_in(offer.details.texts, turn.tr.language.code).title if offer else ""


async def _district(turn: Turn) -> District:
    """Refuses who does not coordinate one."""
    found = await places.district(turn.store, turn.person.district_id or 0)
    may_coordinate(turn.person, found.id if found else 0)
    if found is None:
        raise Refusal(Problem.NOT_ALLOWED)
    return found


async def own(turn: Turn, number: int, *, lock: bool = False) -> Announcement:
    one = await announcements.by_id(turn.store, number, lock=lock)
    if one is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    may_coordinate(turn.person, one.district_id)
    return one


async def _draft(turn: Turn, number: int, *, lock: bool = False) -> Announcement:
    """Refuses what was released already: it cannot be changed behind people's backs."""
    one = await own(turn, number, lock=lock)
    if one.state not in (State.DRAFT, State.ASKED):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return one


async def _choices(turn: Turn, one: Announcement, part: str) -> list[tuple[str, str]]:
    """What can be chosen in a part of the audience. Refuses other parts."""
    match part:
        case "roles":
            return [(role.value, role.value) for role in screens.ROLES]
        case "languages":
            return [(code, language.name) for code, language in turn.services.languages.items()]
        case "municipalities":
            return [
                (str(place.id), place.name)
                for place in await places.municipalities(turn.store, one.district_id)
            ]
        case "fields":
            found = await places.fields(turn.store, one.district_id)
            return [(str(field.id), field_name(turn.tr, field)) for field in found]
        case "groups":
            return [
                (str(group.id), group.name)
                for group in await groups.of_district(turn.store, one.district_id)
            ]
    raise Refusal(Problem.UNKNOWN_BUTTON)


_READERS: dict[str, Callable[[str], Any]] = {
    "roles": Role,
    "languages": str,
    "municipalities": int,
    "fields": int,
    "groups": int,
}


def language(turn: Turn, code: str) -> str:
    """Its own name. Refuses one that we do not speak."""
    if code not in turn.services.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return turn.services.languages[code].name


def _times(words: str, before: Times, turn: Turn) -> Times:
    try:
        return moments.read(words, before, turn.today)
    except (Wrong, ValueError):
        raise Refusal(Problem.NO_SUCH_TIME) from None
