"""An event → what is to be shown, within the transaction that marks it as worked."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.people import Address, Person
from bot.i18n import plain
from bot.rules.problems import Problem
from bot.rules.starts import parse_start
from bot.screens.commands import menu
from bot.screens.frame import framed
from bot.screens.offers import Shared
from bot.screens.problems import problem
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.routing import Attached, Located, Pressed, Said, Typed, Unreadable
from handlers.dialogue.turn import Effect, Hints
from handlers.telegram.api.calls import Call, Confirm, Learn, Suggest
from handlers.telegram.inbound.updates import Event, Kind
from handlers.telegram.rendering import Target, calls_for, keyboard
from storage.engine.store import Store
from storage.people import audits, people

START = "/start"


def address_of(chat: int) -> Address:
    """People are known by their private chat, a group by its own: nobody has rights in a group."""
    return Address("telegram", str(chat))


async def answer(
    conversation: Conversation, store: Store, event: Event, now: datetime
) -> list[Call]:
    """Whatever follows from an event; nothing for what needs no answer."""
    address = address_of(event.chat)
    match event.kind:
        case Kind.LEFT if event.group:
            await people.forget_at(store, address)
            return []
        case Kind.LEFT:
            await people.suspend(store, address, now)
            return []
        case Kind.JOINED if not event.group:
            await _reachable(conversation, store, event, now)
            return []
        case Kind.MOVED:
            await people.move(store, address, address_of(int(event.text)))
            return []
        case Kind.INLINE:
            found = await conversation.shareable(store, address, event.text, now, hints_of(event))
            return [Suggest(event.query, [_article(conversation, one) for one in found])]
        case _ if _is_for_others(event):
            await audits.note(store, Person(), "press", Problem.NOT_YOURS, now)
            return _refusal(conversation, event)
    return await _turn(conversation, store, event, now)


async def _reachable(conversation: Conversation, store: Store, event: Event, now: datetime) -> None:
    """Somebody let us in again; the phone says "/start" by itself."""
    if person := await people.at(store, address_of(event.chat)):
        await people.seen(store, person, now)


def sorry(conversation: Conversation, event: Event) -> list[Call]:
    """When we failed: a sentence, no traceback."""
    tr = conversation.services.translator(conversation.guessed(hints_of(event)))
    return calls_for(framed(problem(tr, Problem.BUSY), tr, tr), tr, _target(event))


def hints_of(event: Event) -> Hints:
    payload = (
        event.text.removeprefix(START).strip()
        if event.kind is Kind.TEXT and event.text.startswith(START)
        else ""
    )
    return Hints((event.language,), parse_start(payload), event.group, event.thread)


async def _turn(
    conversation: Conversation, store: Store, event: Event, now: datetime
) -> list[Call]:
    said = _said(event)
    if (
        isinstance(said, Typed)
        and event.group
        and said.text.startswith("/")
        and not ROUTES.has_command(said.text)
    ):
        return []  # for another bot
    answer = await conversation.answer(store, address_of(event.chat), said, now, hints_of(event))
    tr = conversation.services.translator(answer.screen.language)
    return [
        *calls_for(answer.screen, tr, _target(event)),
        *await _menu(conversation, store, event, answer.effects),
    ]


def _said(event: Event) -> Said:
    match event.kind:
        case Kind.PRESS:
            return Pressed(event.text)
        case Kind.PLACE:
            return Located(event.latitude, event.longitude)
        case Kind.FILE if event.file:
            return Attached(event.file)
        case Kind.OTHER:
            return Unreadable(event.text)
        case Kind.JOINED:
            return Typed(START)
        case _:
            return Typed(event.text)


def _target(event: Event) -> Target:
    pressed = event.kind is Kind.PRESS
    return Target(
        event.chat,
        edits=event.message if pressed else 0,
        query=event.query,
        thread=event.thread,
        answers=event.message if event.group and not pressed else 0,
        located=event.kind is Kind.PLACE,
    )


def _is_for_others(event: Event) -> bool:
    """Whether a press has no message of ours, or one that answers somebody else in the group."""
    foreign = event.group and event.asker != 0 and event.asker != event.by
    return event.kind is Kind.PRESS and (foreign or not event.message)


def _refusal(conversation: Conversation, event: Event) -> list[Call]:
    tr = conversation.services.translator(conversation.guessed(hints_of(event)))
    return [Confirm(event.query, plain(problem(tr, Problem.NOT_YOURS).text))]


async def _menu(
    conversation: Conversation, store: Store, event: Event, effects: Collection[Effect]
) -> list[Call]:
    """Return the call that shows the chat's commands in a language just chosen, if they are not."""
    if Effect.FORGOTTEN in effects:
        return [Learn(event.chat, [])]
    if Effect.LANGUAGE_CHOSEN not in effects:
        return []
    address = address_of(event.chat)
    person = await people.at(store, address)
    if (
        person is None
        or not person.language_chosen
        or not await people.learn_menu(store, address, person.language)
    ):
        return []
    return [
        Learn(
            event.chat,
            [
                list(pair)
                for pair in menu(
                    conversation.services.translator(person.language), group=event.group
                )
            ],
        )
    ]


def _article(conversation: Conversation, one: Shared) -> dict[str, object]:
    tr = conversation.services.translator(one.screen.language)
    return {
        "id": one.key,
        "title": one.title,
        "description": one.description,
        "text": one.screen.text,
        "keys": keyboard(one.screen, tr),
    }
