"""The table of contents of the desk: every page, who may look at it, who may send its form.

A new page is a line here, a module beside this one, a template, and a line in
``tests/test_desk_rights.py``, which fails without it.
"""

from bot.i18n import mark
from handlers.desk import (
    districts,
    history,
    inbox,
    inbox_acts,
    message_correction,
    message_form,
    message_page,
    messages,
    offer_bulk,
    offer_form,
    offers,
    undo,
)
from handlers.desk.links import HOME
from handlers.desk.page import ALL, COORDINATORS, WRITERS, Page

OFFERS = f"{HOME}/offers"
MESSAGES = message_form.MESSAGES
ROW = r"{id:[1-9]\d{0,17}}"
PAGES: tuple[Page, ...] = (
    Page(
        name="inbox",
        path=HOME,
        look=inbox.queue,
        hear=inbox_acts.hear,
        writers=WRITERS,
        label=mark("Inbox"),
    ),
    Page(
        name="offers",
        path=OFFERS,
        look=offers.table,
        hear=offer_bulk.bulk,
        writers=WRITERS,
        label=mark("Offers"),
    ),
    Page(
        name="offers.new",
        path=f"{OFFERS}/new",
        look=offer_form.show_new,
        hear=offer_form.hear_new,
        readers=WRITERS,
        writers=WRITERS,
        keeps=offer_form.form_of,
    ),
    Page(
        name="offers.form",
        path=f"{OFFERS}/{ROW}",
        look=offer_form.show,
        hear=offer_form.hear,
        writers=WRITERS,
        keeps=offer_form.form_of,
    ),
    Page(
        name="offers.history",
        path=f"{OFFERS}/{ROW}/history",
        look=history.history,
        hear=history.restore,
        writers=WRITERS,
    ),
    Page(
        name="messages",
        path=MESSAGES,
        look=messages.table,
        readers=COORDINATORS,
        label=mark("Messages"),
    ),
    Page(
        name="messages.new",
        path=f"{MESSAGES}/new",
        look=message_form.show_new,
        hear=message_form.hear_new,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=message_form.form_of,
        takes_file=True,
    ),
    Page(
        name="messages.page",
        path=f"{MESSAGES}/{ROW}",
        look=message_page.show,
        hear=message_page.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=message_page.form_of,
        takes_file=True,
    ),
    Page(
        name="messages.correct",
        path=f"{MESSAGES}/{ROW}/correct",
        look=message_correction.show,
        hear=message_correction.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=message_correction.form_of,
    ),
    Page(name="undo", path=f"{HOME}/undo/{ROW}", hear=undo.undo, writers=WRITERS),
    Page(name="district", path=f"{HOME}/district", hear=districts.choose, writers=ALL),
)
"""Every page of the desk, in the order of the navigation."""
