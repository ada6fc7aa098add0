"""What comes on the agenda of a steering group."""

from bot.domain.agendas import Topic
from bot.domain.group_events.results import TopicProposed
from bot.domain.groups import Group, Kind
from bot.domain.results import Result
from bot.rules.results import LONGEST_TOPIC
from bot.text import shortened
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import notify
from storage.groups import agendas, groups, memberships


async def put_on_agenda(turn: Turn, group: Group, result: Result) -> None:
    """Put a result on the next agenda of the district's steering groups, and notify their leads."""
    words = shortened(result.words, LONGEST_TOPIC)
    for steering in await groups.of_district(turn.store, group.district_id):
        if steering.kind is Kind.STEERING_GROUP and steering.id != group.id:
            topic = Topic(0, steering.id, words, from_group_id=group.id, author_id=result.author_id)
            event = TopicProposed(steering.id, await agendas.add(turn.store, topic, turn.now))
            leads = await memberships.lead_ids(turn.store, steering.id)
            await notify(turn.store, steering, leads, event, turn.now)
