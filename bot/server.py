"""Assembly and run of a server."""

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from bot.config_sections import Metrics as MetricsAddress
from bot.rules.desk import HOME
from handlers.delivery.channel import Channel
from handlers.delivery.sender import Sender
from handlers.dialogue.conversation import Conversation
from handlers.jobs.scheduler import Scheduler
from handlers.web.connections import GuardedRunner, raise_open_files, room_for_connections
from handlers.web.front import Front
from handlers.web.health import metrics_app
from handlers.web.late_routes import LateRoutes
from handlers.web.server import CHAT, HEALTH, METRICS, web_app
from handlers.web.trying import try_routes
from storage.engine.locks import Locks

if TYPE_CHECKING:
    from handlers.email.channel import EmailChannel
    from handlers.email.desk_mails import DeskMails
    from handlers.email.sign_ins import SignInMails
    from handlers.telegram.channel import Telegram
    from handlers.web.push.channel import PushChannel

DRAIN = 8
"""Maximum time for open requests when the server stops, in seconds."""
Clock = Callable[[], datetime]
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Channels:
    """The ways to reach people. All but the site are None if they are not set up."""

    telegram: "Telegram | None"
    email: "EmailChannel | None"
    push: "PushChannel | None"
    site: web.Application

    @property
    def by_name(self) -> dict[str, Channel]:
        """The channels for messages that nobody asked for, the preferred first."""
        channels: dict[str, Channel] = {}
        if self.telegram:
            channels["telegram"] = self.telegram.channel
        if self.push:
            channels["push"] = self.push
        if self.email:
            channels["email"] = self.email
        channels["web"] = self.site[CHAT]
        return channels

    def is_answering(self) -> bool:
        """Return whether an update of Telegram is being answered."""
        return self.telegram is not None and self.telegram.is_answering


@dataclass(frozen=True, kw_only=True)
class Server:
    """All parts of a server, built and not yet started; ``open_files`` is how many it may have."""

    channels: Channels
    sender: Sender
    scheduler: Scheduler
    locks: Locks
    open_files: int
    metrics: MetricsAddress


def build_server(conversation: Conversation, now: Clock, *, trying: bool = False) -> Server:
    """Build all that is configured; ``trying`` adds links that make somebody a coordinator."""
    locks, open_files = Locks(conversation.database), raise_open_files()
    channels = build_channels(conversation, locks, now, open_files=open_files, trying=trying)
    sender = Sender(
        database=conversation.database,
        services=conversation.services,
        channels=channels.by_name,
        locks=locks,
        parallel=conversation.services.config.telegram.parallel,
        now=now,
        answering=channels.is_answering,
        is_open=channels.site[CHAT].is_open,
    )
    scheduler = build_scheduler(conversation, channels, sender, now)
    return Server(
        channels=channels,
        sender=sender,
        scheduler=scheduler,
        locks=locks,
        open_files=open_files,
        # a trial has no metrics: whoever serves people on this machine keeps the address
        metrics=MetricsAddress(port=0) if trying else conversation.services.config.metrics,
    )


def build_channels(
    conversation: Conversation, locks: Locks, now: Clock, *, open_files: int, trying: bool
) -> Channels:
    """Build Telegram, e-mail, push and the web chat, as far as they are configured."""
    telegram = build_telegram(conversation, locks, now)
    email = build_email(conversation, now)
    more = (
        *(try_routes(conversation, now) if trying else ()),
        *(telegram.routes if telegram else ()),
    )
    site = web_app(conversation, now, more=more, rooms=(late_desk,), open_files=open_files)
    push = build_push(conversation, now)
    return Channels(telegram=telegram, email=email, push=push, site=site)


def late_desk(front: Front) -> Sequence[web.AbstractRouteDef]:
    """Return the desk, loaded when the office first looks at it: a tenth of a start."""

    def load() -> Sequence[web.AbstractRouteDef]:
        from handlers.desk.desk import desk_routes

        return desk_routes(front)

    return [LateRoutes(HOME, load)]


def build_telegram(conversation: Conversation, locks: Locks, now: Clock) -> "Telegram | None":
    """Return the channel, or None without a token; then the library is not loaded."""
    if not conversation.services.config.telegram_token:
        return None
    from handlers.telegram.channel import Telegram

    return Telegram(conversation, locks, now)


def build_email(conversation: Conversation, now: Clock) -> "EmailChannel | None":
    """Return the channel, or None without a sender; then the library is not loaded."""
    if not conversation.services.config.email.sender:
        return None
    from handlers.email.channel import EmailChannel

    return EmailChannel(conversation.database, conversation.services, now)


def build_push(conversation: Conversation, now: Clock) -> "PushChannel | None":
    """Return the channel, or None where push services could not write to anybody about it."""
    if not conversation.services.push_contact:
        return None
    from handlers.web.push.channel import PushChannel

    return PushChannel(conversation.database, conversation.services, now)


def build_sign_ins(conversation: Conversation, email: "EmailChannel", now: Clock) -> "SignInMails":
    """Return what sends the links to sign in."""
    from handlers.email.sign_ins import SignInMails

    return SignInMails(conversation.database, conversation.services, email, now)


def build_desk_mails(conversation: Conversation, email: "EmailChannel", now: Clock) -> "DeskMails":
    """Return what sends the daily mail about what waits at the desk."""
    from handlers.email.desk_mails import DeskMails

    return DeskMails(conversation.database, conversation.services, email, now)


def build_scheduler(
    conversation: Conversation, channels: Channels, sender: Sender, now: Clock
) -> Scheduler:
    """Build the scheduler with the errands of the channels."""
    errands = {
        **(
            {
                "confirmations": channels.email.ask,
                "sign_ins": build_sign_ins(conversation, channels.email, now).send,
                "desk_mails": build_desk_mails(conversation, channels.email, now).send,
            }
            if channels.email
            else {}
        ),
        **({"files": channels.telegram.fetcher.fetch} if channels.telegram else {}),
    }
    return Scheduler(
        database=conversation.database,
        services=conversation.services,
        now=now,
        wake_sender=sender.wake,
        errands=errands,
    )


async def serve(server: Server, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish open requests.

    ``ready`` is called when all parts run. Raises OSError if the port is taken.
    """
    site = server.channels.site
    runner = GuardedRunner(
        site,
        refused=site[METRICS].refused,
        most=room_for_connections(server.open_files),
        shutdown_timeout=DRAIN,
    )
    metrics = web.AppRunner(metrics_app(site[HEALTH]), access_log=None)
    await runner.setup()
    await metrics.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        await start_metrics(server, metrics)
        server.scheduler.start()
        channels = server.channels
        async with (
            channels.telegram or nullcontext(),
            channels.push or nullcontext(),
            server.sender,
        ):
            gc.freeze()  # what is loaded stays: searching it for garbage costs 50 ms each time
            gc.enable()
            stopping = _stopping()
            ready()
            await stopping.wait()
            await server.scheduler.stop()
    finally:
        await runner.cleanup()
        await metrics.cleanup()
        await server.locks.close()


async def start_metrics(server: Server, runner: web.AppRunner) -> None:
    """Serve the metrics, unless they are off; people are served even if their port is taken."""
    address = server.metrics
    if not address.port:
        return
    try:
        await web.TCPSite(runner, address.host, address.port).start()
    except OSError as error:
        log.error("metrics cannot be served on port %s (%s)", address.port, error.strerror)


def _stopping() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    return stop
