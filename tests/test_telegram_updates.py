"""Updates from Telegram, or from somebody who pretends to be it.

Each is read or is a bad update, and never another error.
"""

import copy
import random

from handlers.telegram.emulator.server import Emulator, chat_of
from handlers.telegram.inbound.fields import BadUpdate
from handlers.telegram.inbound.updates import Me, project

ME = Me(123456789, "lotse_test_bot")


def samples() -> list[dict]:
    """One update of every kind that we read."""
    emulator = Emulator()
    anna, circle = emulator.world.person(1001, "de"), emulator.world.group()
    shown = emulator.state.message(
        anna.chat,
        emulator.state.me,
        "x",
        markup={"inline_keyboard": [[{"text": "x", "callback_data": "home:0"}]]},
    )
    (
        anna.say("Sprachkurs"),
        anna.say("/offers", circle),
        anna.press("home:0", shown),
        anna.ask_inline("Kurs"),
        anna.block(),
    )
    (
        anna.send(location={"latitude": 47.6, "longitude": 8.2}),
        anna.send(sticker={"file_id": "x"}),
        anna.edit(shown.id, "y"),
    )
    circle.take_in(anna)
    return emulator.state.updates


def mutated(chance: random.Random, update: dict) -> dict:
    """The same with one to three things wrong, anywhere."""
    broken = copy.deepcopy(update)
    for _ in range(chance.randint(1, 3)):
        at: object = broken
        for _ in range(chance.randint(0, 4)):
            at = (
                chance.choice([at, *(at.values() if isinstance(at, dict) else at)])
                if isinstance(at, (dict, list)) and at
                else at
            )
        if isinstance(at, dict) and at:
            at[chance.choice(list(at))] = chance.choice(VALUES)
    return broken


VALUES = [
    None,
    0,
    -1,
    2**70,
    1.5,
    float("nan"),
    True,
    "",
    "x" * 5000,
    "\ud800",
    "\0",
    [],
    {},
    [[]],
    {"id": {}},
    "private",
    "channel",
]


def test_mutated_updates_never_raise_anything_else() -> None:
    """The short form of ``make bench``, which does a million."""
    chance, known = random.Random(3), samples()
    for _ in range(20_000):
        broken = mutated(chance, chance.choice(known))
        try:
            project(broken, ME)
            chat_of(broken)
        except BadUpdate:
            continue
