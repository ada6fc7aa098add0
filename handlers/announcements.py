"""For coordinators: write to people, see who gets it, send it, see what became of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.announcements import ORIGINAL, WRITTEN, Announcement, Kind, State, Times
from bot.domain.deliveries import Amendment
from bot.domain.people import Role
from bot.domain.places import District
from bot.rules import announcements as rules
from bot.rules import recurrence, schedules
from bot.rules.cells import Wrong
from bot.rules.people import may_coordinate
from bot.rules.problems import Problem, Refusal
from bot.screens import announcements as screens
from bot.screens import notices
from bot.ui import Screen
from handlers.firing import fire
from handlers.turn import Turn
from storage import announcements, audiences, campaigns, places

KNOWN = 20


async def messages(turn: Turn) -> Screen:
    own = await _district(turn)
    return screens.messages(turn.tr, await announcements.of_district(turn.connection, own.id, KNOWN))


async def compose(turn: Turn) -> Screen:
    """A draft, and the question for its German words."""
    own = await _district(turn)
    made = Announcement(0, own.id, times=Times(zone=own.zone, land=own.land), author_id=turn.person.id)
    number = await announcements.add(turn.connection, made, turn.now)
    return await write(turn, number, ORIGINAL)


async def write(turn: Turn, number: int, code: str) -> Screen:
    await _draft(turn, number)
    name = _language(turn, code)
    await turn.expect(f"words:{number}:{code}")
    return screens.write(turn.tr, number, code, name)


async def typed_words(turn: Turn, words: str, number: str, code: str) -> Screen:
    """The text of one language."""
    one = await _draft(turn, int(number))
    texts = rules.checked_texts({**one.texts, code: words})
    await turn.expect_nothing()
    return await _changed(turn, one, texts=texts)


async def message(turn: Turn, number: int) -> Screen:
    """A draft with its preview, or how far it is."""
    one = await _own(turn, number)
    if one.state in (State.DRAFT, State.ASKED):
        return await _preview(turn, one)
    known = await campaigns.of_announcement(turn.connection, number)
    latest = known[0] if known else None
    return screens.progress(turn.tr, one, latest, await campaigns.progress(turn.connection, latest.id) if latest else None)


async def texts(turn: Turn, number: int, page: int) -> Screen:
    languages = [(code, language.name) for code, language in turn.world.languages.items()]
    return screens.texts(turn.tr, await _draft(turn, number), sorted(languages, key=lambda one: one[0] != ORIGINAL), page)


async def kinds(turn: Turn, number: int) -> Screen:
    return screens.kinds(turn.tr, await _draft(turn, number))


async def kind(turn: Turn, number: int, word: str) -> Screen:
    if word not in WRITTEN:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _changed(turn, await _draft(turn, number), kind=Kind(word))


async def whom(turn: Turn, number: int) -> Screen:
    return screens.whom(turn.tr, await _draft(turn, number))


async def aims(turn: Turn, number: int, part: str, page: int) -> Screen:
    one = await _draft(turn, number)
    return screens.aims(turn.tr, one, part, await _choices(turn, one, part), page)


async def aim(turn: Turn, number: int, part: str, value: str) -> Screen:
    """Switch one; only what can be chosen counts."""
    one = await _draft(turn, number)
    if value not in {choice for choice, _ in await _choices(turn, one, part)}:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    chosen = getattr(one.audience, part) ^ {_READERS[part](value)}
    changed = replace(one, audience=replace(one.audience, **{part: chosen}))
    await announcements.change(turn.connection, changed, turn.now)
    return screens.whom(turn.tr, changed) if part == "roles" else screens.aims(turn.tr, changed, part, await _choices(turn, one, part), 0)


async def when(turn: Turn, number: int) -> Screen:
    one = await _draft(turn, number)
    await turn.expect(f"time:{number}")
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
    own = await _district(turn)
    rules.checked_texts(one.texts)
    return replace(notices.notice(turn.tr, one, own), bare=False, back=f"message:{number}")


async def release(turn: Turn, number: int, version: int) -> Screen:
    """Asked under the lock: the right, the words, the people, the time."""
    one = await _draft(turn, number, lock=True)
    if one.version != version:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    rules.checked_texts(one.texts)
    recurrence.check(one.times, turn.now)
    found = await audiences.reach(turn.connection, one)
    if rules.needs_second(one, found) and one.author_id == turn.person.id and one.state is State.DRAFT:
        return (await _changed(turn, one, state=State.ASKED)).saying(
            turn.tr("More than 500 people would get this. A second coordinator has to confirm it.")
        )
    rules.may_release(turn.person, one, found)
    released = replace(one, state=State.RELEASED, next_at=recurrence.next_at(one.times, turn.now) or turn.now)
    await announcements.change(turn.connection, released, turn.now)
    if released.times.start is None:
        await fire(turn.connection, turn.world, released, turn.now, turn.now)
    return (await message(turn, number)).saying(turn.tr("Released."))


async def hold(turn: Turn, campaign_id: int) -> Screen:
    return await _steer(turn, campaign_id, campaigns.hold)


async def resume(turn: Turn, campaign_id: int) -> Screen:
    return await _steer(turn, campaign_id, campaigns.resume)


async def cancel(turn: Turn, campaign_id: int) -> Screen:
    return await _steer(turn, campaign_id, lambda connection, number: campaigns.cancel(connection, number, turn.now))


async def end(turn: Turn, number: int) -> Screen:
    """No further dates; what is on its way goes on."""
    one = await _own(turn, number)
    if one.state is State.RELEASED:
        await announcements.go_on(turn.connection, number, None)
    return await message(turn, number)


async def amends(turn: Turn, number: int, page: int) -> Screen:
    """In which language something is wrong: only what was sent can be corrected."""
    one = await _own(turn, number)
    languages = [(code, turn.world.translator(code).language.name) for code in one.texts]
    return screens.texts(turn.tr, one, languages, page, leads="amend")


async def amend(turn: Turn, number: int, code: str) -> Screen:
    await _own(turn, number)
    name = _language(turn, code)
    await turn.expect(f"corrected:{number}:{code}")
    return screens.correct(turn.tr, number, name)


async def typed_correction(turn: Turn, words: str, number: str, code: str) -> Screen:
    """From now on this text; messages that arrived are changed in place."""
    one = await _own(turn, int(number))
    await announcements.change(turn.connection, replace(one, texts=rules.checked_texts({**one.texts, code: words})), turn.now)
    await campaigns.amend(turn.connection, one.id, Amendment.CORRECT)
    await turn.expect_nothing()
    return (await message(turn, one.id)).saying(turn.tr("It is corrected."))


async def withdraw(turn: Turn, number: int) -> Screen:
    """Nobody else gets it, and it disappears where that is possible."""
    one = await _own(turn, number)
    for campaign in await campaigns.of_announcement(turn.connection, one.id):
        await campaigns.cancel(turn.connection, campaign.id, turn.now)
    await announcements.go_on(turn.connection, one.id, None)
    await campaigns.amend(turn.connection, one.id, Amendment.WITHDRAW)
    return (await message(turn, one.id)).saying(turn.tr("It is taken back where that is possible."))


async def _steer(turn: Turn, campaign_id: int, verb: Callable[..., Any]) -> Screen:
    found = await campaigns.by_id(turn.connection, campaign_id)
    if found is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await _own(turn, found.announcement_id)
    await verb(turn.connection, campaign_id)
    return await message(turn, found.announcement_id)


async def _changed(turn: Turn, one: Announcement, **values: Any) -> Screen:
    changed = replace(one, **values)
    await announcements.change(turn.connection, changed, turn.now)
    return await _preview(turn, replace(changed, version=one.version + 1))


async def _preview(turn: Turn, one: Announcement) -> Screen:
    names = {code: language.name for code, language in turn.world.languages.items()}
    return screens.draft(turn.tr, one, await audiences.reach(turn.connection, one), names, turn.world.config.telegram.unasked_rate)


async def _district(turn: Turn) -> District:
    """Refuses who does not coordinate one."""
    found = await places.district(turn.connection, turn.person.district_id or 0)
    may_coordinate(turn.person, found.id if found else 0)
    if found is None:
        raise Refusal(Problem.NOT_ALLOWED)
    return found


async def _own(turn: Turn, number: int, *, lock: bool = False) -> Announcement:
    one = await announcements.by_id(turn.connection, number, lock=lock)
    if one is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    may_coordinate(turn.person, one.district_id)
    return one


async def _draft(turn: Turn, number: int, *, lock: bool = False) -> Announcement:
    """Refuses what was released already: it cannot be changed behind people's backs."""
    one = await _own(turn, number, lock=lock)
    if one.state not in (State.DRAFT, State.ASKED):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return one


async def _choices(turn: Turn, one: Announcement, part: str) -> list[tuple[str, str]]:
    """What can be chosen in a part of the audience. Refuses other parts."""
    match part:
        case "roles":
            return [(role.value, role.value) for role in screens.ROLES]
        case "languages":
            return [(code, language.name) for code, language in turn.world.languages.items()]
        case "municipalities":
            return [(str(place.id), place.name) for place in await places.municipalities(turn.connection, one.district_id)]
        case "fields":
            found = await places.fields(turn.connection, one.district_id)
            return [(str(field.id), field.names.get(turn.tr.language.code) or field.names[ORIGINAL]) for field in found]
    raise Refusal(Problem.UNKNOWN_BUTTON)


_READERS: dict[str, Callable[[str], Any]] = {"roles": Role, "languages": str, "municipalities": int, "fields": int}


def _language(turn: Turn, code: str) -> str:
    """Its own name. Refuses one that we do not speak."""
    if code not in turn.world.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return turn.world.languages[code].name


def _times(words: str, before: Times, turn: Turn) -> Times:
    try:
        (found,) = schedules.read(words)
    except (Wrong, ValueError):
        raise Refusal(Problem.NO_SUCH_TIME) from None
    return replace(before, start=datetime.combine(found.day or turn.today, found.start), rule=found.rule)
