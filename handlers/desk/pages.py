"""The table of contents of the desk: every page, who may look at it, who may send its form.

A new page is a line here, a module beside this one, a template, and a line in
``tests/test_desk_rights.py``, which fails without it.
"""

from bot.domain.second_factors import Owed
from bot.i18n import mark
from handlers.desk import (
    districts,
    history,
    inbox,
    inbox_acts,
    offer_bulk,
    offer_form,
    offers,
    second_factor,
    security,
    undo,
)
from handlers.desk.links import HOME
from handlers.desk.page import ALL, WRITERS, Page

OFFERS = f"{HOME}/offers"
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
        name="security",
        path=security.SECURITY,
        look=security.show,
        hear=security.hear,
        writers=ALL,
        opens=frozenset((Owed.NOTHING, Owed.SET_UP)),
    ),
    Page(
        name="second_factor",
        path=second_factor.PATH,
        look=second_factor.ask,
        hear=second_factor.give,
        writers=ALL,
        opens=frozenset((Owed.NOTHING, Owed.CODE)),
    ),
    Page(name="undo", path=f"{HOME}/undo/{ROW}", hear=undo.undo, writers=WRITERS),
    Page(name="district", path=f"{HOME}/district", hear=districts.choose, writers=ALL),
)
"""Every page of the desk, in the order of the navigation."""
