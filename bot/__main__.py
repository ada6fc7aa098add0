"""``lotse`` and ``python -m bot``: the command line. Each command loads its modules when run."""

import asyncio
import gc
import logging
import sys
from argparse import Namespace
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from bot.config import Config, ConfigError
from bot.environment import database_url, environment_of_try, load_config, now, quiet_logs
from bot.log_lines import failed_in_loop, quiet_errors
from handlers.cli.context import CommandContext
from handlers.cli.parser import parser

if TYPE_CHECKING:
    from handlers.dialogue.conversation import Conversation


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status; 2 after an error, which is printed."""
    command = parser(_run, _try_out).parse_args(arguments)
    try:
        return _ran(command)
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        logging.getLogger(__name__).debug("the command failed", exc_info=error)
        sys.stderr.write(f"lotse: {explained(error)}\n")
        return 2


def _ran(command: Namespace) -> int:
    config = load_config(environment_of_try() if command.own else None)
    quiet_logs(config.log.level, config.log.format)
    quiet_errors()
    context = CommandContext(config, _print, now, lambda: _opened(config), database_url(config))
    return int(asyncio.run(_worked(context, command)))


async def _worked(context: CommandContext, command: Namespace) -> int:
    asyncio.get_running_loop().set_exception_handler(failed_in_loop)
    return int(await command.command(context, command))


def explained(error: Exception) -> str:
    """Return the message of an error for the terminal.

    An unexpected one is named without its text, which could hold what people wrote.
    """
    if isinstance(error, ConfigError):
        return f"{len(error.mistakes)} mistakes in the settings:\n{error}"
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
    from bot.app import failure

    return failure(error) or (
        f"an unexpected error ({type(error).__name__}). "
        "LOTSE_LOG_LEVEL=DEBUG shows where; please report it"
    )


async def _run(context: CommandContext, arguments: Namespace) -> int:
    gc.disable()  # until all is loaded (``serve``): modules leave no garbage, looking takes 0.1 s
    from bot.app import run

    return await run(context, arguments)


async def _try_out(context: CommandContext, arguments: Namespace) -> int:
    gc.disable()
    from bot.app import try_out

    return await try_out(context, arguments)


def _opened(config: Config) -> AbstractAsyncContextManager["Conversation"]:
    from bot.app import opened

    return opened(config)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
