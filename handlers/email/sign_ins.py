"""Links to sign in, sent by e-mail. What is to be sent is a row."""

from functools import partial

from bot.domain.queues import QueueName
from bot.i18n import Ltr, visible
from handlers.email.mail_queue import MailQueue
from handlers.workflows.each import Queue, each
from storage.people import sign_ins
from storage.people.sign_ins import Link


class SignInMails(MailQueue):
    """Sends the links that were asked for."""

    async def send(self) -> int:
        """Send the waiting links; return how many.

        Raises Unavailable, and Outage while the mail server is not reached.
        """
        now = self._now()
        queue = Queue(
            name=QueueName.SIGN_INS,
            waiting=partial(sign_ins.waiting, now=now),
            work=self._send,
        )
        return await each(self._database, queue, now)

    async def _send(self, link_id: int) -> bool:
        """Send one link. Raises Later, GiveUp, Outage."""
        async with self._database.read() as store:
            link = await sign_ins.unsent(store, link_id, self._now())
        if link is None:
            return False
        await self._deliver(link)
        async with self._database.write() as store:
            await sign_ins.sent(store, link.id, self._now())
        return True

    async def _deliver(self, link: Link) -> None:
        tr = self._services.translator(link.language)
        url = f"{self._services.base_url}/sign-in/{link.token}"
        lines = [
            tr("Open this link to sign in: {link}", link=Ltr(url)),
            tr("You can use the link once, in the next 30 minutes. Do not give it to anybody."),
            tr("If you did not ask for this, you can ignore this e-mail."),
        ]
        subject = visible(tr("Sign in"))
        await self._channel.deliver(self._written(link.address, subject, map(visible, lines)))
