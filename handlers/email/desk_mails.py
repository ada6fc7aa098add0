"""The daily mail to coordinators about what waits at the desk: numbers by kind, nothing else."""

from datetime import datetime
from email.message import EmailMessage
from functools import partial
from typing import NamedTuple

from bot.domain.desk import Waiting
from bot.domain.group_events.emails import EmailReturned
from bot.domain.outcomes import Outcome, Refused, TryLater, Unreachable
from bot.domain.queues import QueueName
from bot.i18n import Ltr, Translator, visible
from bot.rules.desk import HOME, language_of
from bot.rules.desk_mails import REST
from bot.screens.desk import WAITING
from handlers.email.mail_queue import MailQueue
from handlers.workflows.each import GiveUp, Later, Queue, each
from handlers.workflows.notify import notify_in_district
from handlers.workflows.rounds import Outage
from storage.catalogue import places
from storage.desk import desk_mails, inbox
from storage.desk.desk_mails import Reader
from storage.engine.store import Store
from storage.people import people


class OpenCounts(NamedTuple):
    """What waits in a district: kind → how many things."""

    district: str
    counts: dict[Waiting, int]


class DeskMails(MailQueue):
    """Sends the daily mails."""

    async def send(self) -> int:
        """Send the mails of this morning; return for how many people that was settled.

        Raises Unavailable, and Outage while the mail server is not reached.
        """
        now = self._now()
        queue = Queue(
            name=QueueName.DESK_MAILS,
            waiting=partial(desk_mails.waiting, now=now),
            work=self._send,
            end=self._rest,
        )
        return await each(self._database, queue, now)

    async def _rest(self, _: Store, __: int) -> datetime:
        """Return when somebody whose mail failed is written to again."""
        return self._now() + REST

    async def _send(self, person_id: int) -> bool:
        """Send one mail. Raises Later, GiveUp, Outage.

        That it was sent is committed before it leaves, and taken back if it certainly did not.
        """
        async with self._database.write() as store:
            reader = await desk_mails.take(store, person_id, self._now())
            counted = await self._counted(store, reader) if reader else []
        if reader is None:
            return False
        if not counted:
            return True
        try:
            outcome = await self._channel.attempt(self._mail(reader, counted))
        except (GiveUp, Outage):
            await self._take_back(reader)
            raise
        await self._settle(reader, outcome)
        return True

    async def _take_back(self, reader: Reader) -> None:
        async with self._database.write() as store:
            await desk_mails.give_back(store, reader)

    async def _settle(self, reader: Reader, outcome: Outcome) -> None:
        """Note what became of a mail. Raises Later, GiveUp for one that did not leave."""
        match outcome:
            case TryLater(after):
                await self._take_back(reader)
                raise Later("later", after)
            case Unreachable(reason):
                await self._suspend(reader)
                raise GiveUp(reason)
            case Refused(reason):
                await self._take_back(reader)
                raise GiveUp(reason)

    async def _suspend(self, reader: Reader) -> None:
        """Write no more to an address, and tell its reader where they are reached otherwise."""
        now, reached = self._now(), [reader.person_id]
        async with self._database.write() as store:
            await desk_mails.give_back(store, reader)
            await people.suspend(store, reader.address, now)
            district_id = reader.district_ids[0]
            await notify_in_district(store, district_id, reached, EmailReturned(None), now)

    async def _counted(self, store: Store, reader: Reader) -> list[OpenCounts]:
        """Return what waits in the districts of somebody; those without anything are missing."""
        found = []
        named = await places.districts_by_ids(store, reader.district_ids)
        for district_id in reader.district_ids:
            counts = await inbox.open_counts(
                store, district_id, self._now(), reader.day, person_id=reader.person_id
            )
            if counts:
                found.append(OpenCounts(named[district_id].name, counts))
        return found

    def _mail(self, reader: Reader, counted: list[OpenCounts]) -> EmailMessage:
        tr = self._services.translator(language_of(reader.language))
        total = sum(sum(district.counts.values()) for district in counted)
        subject = tr.plural(
            "{n} thing is waiting at the desk", "{n} things are waiting at the desk", total
        )
        stop = self._channel.link("desk", reader.address_id)
        desk = f"{self._services.base_url}{HOME}"
        paragraphs = [
            *(_listed(tr, district) for district in counted),
            visible(tr("Open the desk: {link}", link=Ltr(desk))),
            visible(tr("Stop this daily e-mail: {link}", link=Ltr(stop))),
        ]
        mail = self._written(reader.address, visible(subject), paragraphs)
        mail["List-Unsubscribe"] = f"<{stop}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return mail


def _listed(tr: Translator, district: OpenCounts) -> str:
    """Return the name of a district, and a line for each kind of what waits there."""
    kinds = [
        visible(tr("{name}: {value}", name=tr(WAITING[kind]), value=count))
        for kind, count in district.counts.items()
    ]
    return "\n".join([district.district, *kinds])
