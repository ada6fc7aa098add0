"""The pages of the desk about the inbox, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.inbox import acts as inbox_acts
from handlers.desk.inbox import mail
from handlers.desk.inbox import queue as inbox
from handlers.desk.inbox.bulk import BULK
from handlers.desk.page import COORDINATORS, TRANSLATORS, WRITERS, Page

PAGES: tuple[Page, ...] = (
    Page(
        name="inbox",
        path=HOME,
        look=inbox.queue,
        hear=inbox_acts.hear,
        readers=TRANSLATORS,
        writers=WRITERS,
        label=mark("Inbox"),
        words=("note",),
        bulk=BULK.bar,
    ),
    BULK.page("inbox.bulk"),
    Page(
        name="mail",
        path=mail.PATH,
        hear=mail.hear,
        writers=COORDINATORS,
    ),
)
