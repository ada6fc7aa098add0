"""The pages of the desk about groups, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.groups import calendar, meeting, planning, seats
from handlers.desk.groups import listing as groups
from handlers.desk.groups import page as group
from handlers.desk.groups.bulk import CALENDAR, GROUPS
from handlers.desk.groups.planning import MEETINGS
from handlers.desk.groups.results import RESULTS
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
        words=("title",),
        bulk=GROUPS.bar,
    ),
    GROUPS.page("groups.bulk"),
    Page(
        name="groups.calendar",
        path=f"{HOME}/groups/calendar",
        look=calendar.show,
        readers=COORDINATORS,
        bulk=CALENDAR.bar,
    ),
    CALENDAR.page("groups.meetings.bulk"),
    Page(
        name="groups.meeting",
        path=f"{MEETINGS}/{ROW}",
        look=meeting.show,
        hear=meeting.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=meeting.form_of,
        words=("topic",),
    ),
    Page(
        name="groups.meeting.new",
        path=f"{HOME}/groups/{ROW}/meetings/new",
        look=planning.show,
        hear=planning.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=planning.form_of,
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
    RESULTS,
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
