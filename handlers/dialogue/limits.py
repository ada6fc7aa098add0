"""Limits of what a client, a session or a chat, and a town may do: token buckets, bounded."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from bot.rules.limits import ACTS_BY_PRESS, OF_CLIENT, OF_SESSION, OF_TOWN, Act, Rate
from bot.rules.problems import Problem, Refusal
from bot.rules.starts import NO_START, Start
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import Attached, Late, Pressed, Said, Typed
from handlers.dialogue.turn import Turn

MOST_BUCKETS = 20_000
"""Maximum number of buckets that are remembered, a few megabytes; the least used goes first."""


class Buckets:
    """Token buckets by key. ``clock`` returns seconds that only grow."""

    def __init__(self, clock: Callable[[], float], most: int = MOST_BUCKETS) -> None:
        self._clock = clock
        self._most = most
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, key: str, rate: Rate) -> float:
        """Return 0.0 if one more is allowed now, else the seconds until it is."""
        now = self._clock()
        full_at = max(now, self._full_at.get(key, now))
        return max(0.0, full_at + rate.seconds - now - rate.burst * rate.seconds)

    def take(self, key: str, rate: Rate) -> None:
        """Count one more."""
        now = self._clock()
        self._full_at[key] = max(now, self._full_at.get(key, now)) + rate.seconds
        self._full_at.move_to_end(key)
        while len(self._full_at) > self._most:
            self._full_at.popitem(last=False)

    def __len__(self) -> int:
        return len(self._full_at)


@dataclass(frozen=True, slots=True)
class Client:
    """Who does something.

    ``address`` is where many come from: a client's address, or a chat of many. ``session`` is one
    person's, of a browser or a private chat. ``town`` is the id of the municipality where they
    live. "" and None are not counted.
    """

    address: str = ""
    session: str = ""
    town: int | None = None


class Limits:
    """Asks the buckets of a client; ``refused`` counts what is refused, by act.

    Without ``is_on`` all is allowed.
    """

    def __init__(self, buckets: Buckets, *, is_on: bool = True) -> None:
        self.refused: Counter[Act] = Counter()
        self._buckets = buckets
        self._is_on = is_on

    def wait(self, client: Client, acts: Iterable[Act]) -> int:
        """Return 0 and count the acts if all are allowed now, else the whole seconds to wait."""
        if not self._is_on:
            return 0
        asked = [(act, *pair) for act in acts for pair in _buckets_of(client, act)]
        waits = {act: self._buckets.wait(key, rate) for act, key, rate in asked}
        over = {act: seconds for act, seconds in waits.items() if seconds > 0}
        self.refused.update(over.keys())
        if over:
            return ceil(max(over.values()))
        for _, key, rate in asked:
            self._buckets.take(key, rate)
        return 0


def limited(turn: Turn, event: Said, chats: Limits | None, towns: Limits) -> Said:
    """Return the event; a text that comes too often is heard only if it calls for help.

    ``chats`` is None where the channel has limits of its own. Raises Refusal for everything else
    that is done too often.
    """
    acts = acts_of(event, turn.hints.start)
    if chats and chats.wait(_chat_of(turn), acts):
        problem = Problem.TOO_FAST
    elif towns.wait(Client(town=turn.person.municipality_id), acts):
        problem = Problem.TOWN_TOO_FAST
    else:
        return event
    if isinstance(event, Typed) and event.command is None:
        return Late(event.text, problem, event.answers)
    raise Refusal(problem)


def _chat_of(turn: Turn) -> Client:
    """Return a private chat as one person's, and a chat of many as an address of many."""
    chat = f"{turn.address.channel} {turn.address.value}"
    return Client(address=chat) if turn.person.is_group else Client(session=chat)


def acts_of(event: Said, start: Start = NO_START) -> Sequence[Act]:
    """Return what something said counts as; everything is a request.

    ``start`` is the start link that a command of a chat brought.
    """
    return (Act.REQUEST, *_acts_of(event), *((Act.INVITATION,) if start.invitation else ()))


def acts_of_look(data: str) -> Sequence[Act]:
    """Return what a screen that is looked at counts as."""
    return acts_of(Pressed(data))


def _acts_of(event: Said) -> Sequence[Act]:
    match event:
        case Pressed(data):
            act = ACTS_BY_PRESS.get(ROUTES.name_of(data))
            return (act,) if act else ()
        case Typed(text) | Late(text) if "@" in text and event.command is None:
            return (Act.TEXT, Act.MAIL)
        case Typed() | Late():
            return (Act.TEXT,)
        case Attached():
            return (Act.FILE,)
        case _:
            return ()


def _buckets_of(client: Client, act: Act) -> list[tuple[str, Rate]]:
    """Return the keys and rates that hold for an act."""
    keys: tuple[tuple[Mapping[Act, Rate], str], ...] = (
        (OF_CLIENT, f"c {client.address}" if client.address else ""),
        (OF_SESSION, f"s {client.session}" if client.session else ""),
        (OF_TOWN, f"t {client.town}" if client.town else ""),
    )
    return [(f"{act} {key}", rates[act]) for rates, key in keys if key and act in rates]
