"""``lotse failed``: rows of queues that were set aside, so that they stop nobody."""

from argparse import Namespace

from bot.domain.queues import QueueName
from handlers.cli.context import CommandContext
from storage.engine import failed_items


async def show(context: CommandContext, arguments: Namespace) -> int:
    """Print rows that failed, the latest first; or try those of one queue again.

    Return 2 if there is no such queue.
    """
    if arguments.retry:
        return await _retry(context, arguments.retry)
    async with context.opened() as conversation, conversation.database.read() as store:
        for item in await failed_items.latest(store, arguments.limit):
            again = f"{item.retry_at:%Y-%m-%d %H:%M}" if item.retry_at else "-"
            context.out(
                f"{item.failed_at:%Y-%m-%d %H:%M} {item.queue:14} {item.item_id:>8} "
                f"{again:16} {item.reason}"
            )
    return 0


async def _retry(context: CommandContext, name: str) -> int:
    if name not in list(QueueName):
        context.out(f"Es gibt / there are: {', '.join(QueueName)}")
        return 2
    async with context.opened() as conversation, conversation.database.write() as store:
        count = await failed_items.retry(store, QueueName(name), context.now())
    context.out(f"{count} werden wieder versucht / are tried again")
    return 0
