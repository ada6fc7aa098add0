"""What a volunteer takes part in, over all groups."""

from bot.screens import volunteering as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from storage.groups import groups, helping, meetings, results
from storage.messaging import received


async def own(turn: Turn, page: int) -> Screen:
    """Return the person's next meeting, help, tasks and messages."""
    store, person_id = turn.store, turn.person.id
    meeting = await meetings.next_of_person(store, person_id, turn.now)
    group = await groups.by_id(store, meeting.group_id) if meeting else None
    return screens.own(
        turn.tr,
        screens.OwnPart(
            meeting=(meeting, group) if meeting and group else None,
            asked=await helping.asked_of(store, person_id, screens.MOST),
            given=await helping.given_by(store, person_id, screens.MOST),
            tasks=await results.tasks_of(store, person_id, screens.MOST),
            has_messages=bool(await received.of_person(store, person_id, 1)),
        ),
        page,
    )
