"""The reply to an event, within the transaction that marks its update as answered."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.people import Address, Person
from bot.i18n import plain
from bot.rules.problems import Problem
from bot.rules.starts import parse_start
from bot.screens.commands import menu
from bot.screens.frame import framed
from bot.screens.problems import problem
from bot.screens.sharing import Shared
from handlers.dialogue.chat_questions import Written
from handlers.dialogue.commands import command_of
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Attached, Located, Pressed, Said, Typed, Unreadable
from handlers.dialogue.turn import Effect, Hints
from handlers.telegram.api.calls import Call, Confirm, Learn, Suggest
from handlers.telegram.inbound.chat_events import ChatEvent, EventKind
from handlers.telegram.rendering import Target, calls_for, keyboard
from storage.engine.store import Store
from storage.people import audits, people

START = "/start"


def address_of(chat: int) -> Address:
    """Return the address of a chat.

    A person has that of their private chat; a group has its own, and nobody has rights in it.
    """
    return Address("telegram", str(chat))


async def prepare(conversation: Conversation, event: ChatEvent) -> None:
    """Compute what takes long, before the transaction in which an event is answered begins."""
    if event.kind in (EventKind.TEXT, EventKind.FILE) and event.text:
        await conversation.prepare(address_of(event.chat), Typed(event.text), hints_of(event))


async def answer(
    conversation: Conversation, store: Store, event: ChatEvent, now: datetime
) -> list[Call]:
    """Apply an event and return the calls of the reply; none if it needs no reply."""
    address = address_of(event.chat)
    match event.kind:
        case EventKind.LEFT if event.group:
            await people.forget_at(store, address, now)
            return []
        case EventKind.LEFT:
            await people.suspend(store, address, now)
            return []
        case EventKind.JOINED if not event.group:
            await _reachable(conversation, store, event, now)
            return []
        case EventKind.MOVED:
            await people.move(store, address, address_of(int(event.text)), now)
            return []
        case EventKind.INLINE:
            offers = await conversation.shareable(store, address, event.text, now, hints_of(event))
            articles = [_article(conversation, offer) for offer in offers]
            return [Suggest(event.query, articles)]
        case _ if _is_for_others(event):
            await audits.count_refusal(store, Person(), "press", Problem.NOT_YOURS, now)
            return _refusal(conversation, event)
    return await _turn(conversation, store, event, now)


async def _reachable(
    conversation: Conversation, store: Store, event: ChatEvent, now: datetime
) -> None:
    """Note that we may write to a person again; the phone sends "/start" by itself."""
    if person := await people.at(store, address_of(event.chat)):
        await people.seen(store, person, now)


def sorry(conversation: Conversation, event: ChatEvent) -> list[Call]:
    """Return the apology for an update that we failed to process."""
    tr = conversation.services.translator(conversation.guessed(hints_of(event)))
    return calls_for(framed(problem(tr, Problem.BUSY), tr, tr), tr, _target(event))


def hints_of(event: ChatEvent) -> Hints:
    """Return what an event tells about the language, the start link, and the place."""
    command = command_of(event.text) if event.kind is EventKind.TEXT and not event.plain else None
    payload = command.words if command and command.name == START[1:] else ""
    topic = event.thread if event.group else 0
    return Hints((event.language,), parse_start(payload), event.group, topic)


async def _turn(
    conversation: Conversation, store: Store, event: ChatEvent, now: datetime
) -> list[Call]:
    said_event = _said(event)
    if event.group and isinstance(said_event, Typed) and _is_unknown(said_event):
        return []  # for another bot
    address, hints = address_of(event.chat), hints_of(event)
    written = Written(0 if event.kind is EventKind.PRESS else event.message, event.edited)
    if event.edited and not await conversation.is_latest(store, address, written, now, hints):
        return []  # a correction of what was answered long ago answers nothing of today
    if event.is_later and not await _adds(conversation, store, event, now):
        return []  # the first picture of an album was answered for all
    answer = await conversation.answer(store, address, said_event, now, hints, written)
    tr = conversation.services.translator(answer.screen.language)
    return [
        *calls_for(answer.screen, tr, _target(event)),
        *await _menu(conversation, store, event, answer.effects),
    ]


async def _adds(conversation: Conversation, store: Store, event: ChatEvent, now: datetime) -> bool:
    """Return whether a further message of an album has words, or a file that is waited for."""
    if event.kind is not EventKind.FILE or event.text:
        return event.kind is not EventKind.OTHER
    return await conversation.awaits_file(store, address_of(event.chat), now, hints_of(event))


def _is_unknown(event: Typed) -> bool:
    """Return whether this is a command, and none of ours."""
    return event.command is not None and event.command.name not in ROUTES.commands


def _said(event: ChatEvent) -> Said:
    match event.kind:
        case EventKind.PRESS:
            return Pressed(event.text)
        case EventKind.PLACE:
            return Located(event.latitude, event.longitude)
        case EventKind.FILE if event.file:
            return Attached(event.file, caption=event.text)
        case EventKind.OTHER:
            return Unreadable(event.text)
        case EventKind.JOINED:
            return Typed(START)
        case _:
            return Typed(event.text, plain=event.plain, beside=event.beside)


def _target(event: ChatEvent) -> Target:
    pressed = event.kind is EventKind.PRESS
    return Target(
        event.chat,
        edits=event.message if pressed else 0,
        query=event.query,
        thread=event.thread,
        answers=event.message if event.group and not pressed else 0,
        located=event.kind is EventKind.PLACE,
    )


def _is_for_others(event: ChatEvent) -> bool:
    """Whether a press has no message of ours, or one that answers somebody else in the group."""
    foreign = event.group and event.asker != 0 and event.asker != event.by
    return event.kind is EventKind.PRESS and (foreign or not event.message)


def _refusal(conversation: Conversation, event: ChatEvent) -> list[Call]:
    tr = conversation.services.translator(conversation.guessed(hints_of(event)))
    return [Confirm(event.query, plain(problem(tr, Problem.NOT_YOURS).text))]


async def _menu(
    conversation: Conversation, store: Store, event: ChatEvent, effects: Collection[Effect]
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


def _article(conversation: Conversation, offer: Shared) -> dict[str, object]:
    tr = conversation.services.translator(offer.screen.language)
    return {
        "id": offer.key,
        "title": offer.title,
        "description": offer.description,
        "text": offer.screen.text,
        "keys": keyboard(offer.screen, tr),
    }
