"""The pages of the desk about groups, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.groups import calendar, seats
from handlers.desk.groups import listing as groups
from handlers.desk.groups import page as group
from handlers.desk.page import COORDINATORS, ROW, Page

PAGES: tuple[Page, ...] = (
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
        name="groups.seats",
        path=f"{HOME}/groups/{ROW}/seats",
        look=seats.show,
        hear=seats.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=seats.form_of,
    ),
)
