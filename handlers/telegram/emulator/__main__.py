"""``python -m handlers.telegram.emulator [--port N]``: runs the emulator alone, with its page."""

import asyncio
import sys
from argparse import ArgumentParser

from handlers.telegram.emulator.page import populate
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.emulator.state import TOKEN, State


async def serve(port: int, token: str, *, attached: bool) -> None:
    """Run until the process ends, or, if ``attached``, until standard input closes."""
    emulator = Emulator(State(token))
    populate(emulator.world)
    await emulator.start(port)
    sys.stdout.write(f"{emulator.url}\n")
    sys.stdout.flush()
    await (asyncio.to_thread(sys.stdin.read) if attached else asyncio.Event().wait())


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument(
        "--attached",
        action="store_true",
        help="end with the process that started it: when its input closes",
    )
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.port, chosen.token, attached=chosen.attached))
