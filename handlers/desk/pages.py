"""The table of contents of the desk: every page, who may look at it, who may send its form.

A new page is a line here, a module beside this one, a template, and a line in
``tests/test_desk_rights.py``, which fails without it.
"""

from bot.i18n import mark
from handlers.desk import (
    calendar,
    district,
    districts,
    group,
    groups,
    history,
    inbox,
    inbox_acts,
    log,
    offer_bulk,
    offer_form,
    offers,
    people,
    rights,
    undo,
)
from handlers.desk.links import HOME
from handlers.desk.page import ALL, COORDINATORS, WRITERS, Page

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
        name="groups",
        path=f"{HOME}/groups",
        look=groups.table,
        hear=groups.found,
        readers=COORDINATORS,
        writers=COORDINATORS,
        label=mark("Groups"),
    ),
    Page(
        name="groups.calendar",
        path=f"{HOME}/groups/calendar",
        look=calendar.show,
        readers=COORDINATORS,
    ),
    Page(
        name="groups.group",
        path=f"{HOME}/groups/{ROW}",
        look=group.show,
        hear=group.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=group.form_of,
    ),
    Page(
        name="people",
        path=f"{HOME}/people",
        look=people.table,
        hear=people.invite,
        readers=COORDINATORS,
        writers=COORDINATORS,
        label=mark("People"),
    ),
    Page(
        name="people.right",
        path=f"{HOME}/people/{ROW}",
        look=rights.show,
        hear=rights.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(
        name="log",
        path=f"{HOME}/log",
        look=log.table,
        readers=COORDINATORS,
        label=mark("Log"),
    ),
    Page(name="undo", path=f"{HOME}/undo/{ROW}", hear=undo.undo, writers=WRITERS),
    Page(
        name="district",
        path=f"{HOME}/district",
        look=district.show,
        hear=district.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        label=mark("District"),
        keeps=district.form_of,
    ),
    Page(name="choose", path=f"{HOME}/choose", hear=districts.choose, writers=ALL),
)
"""Every page of the desk, in the order of the navigation."""
