"""The pages of the desk about people and the district, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.office import courses, district, districts, log, people, rights
from handlers.desk.page import COORDINATORS, ROW, TRANSLATORS, Page

PEOPLE: tuple[Page, ...] = (
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
        name="courses",
        path=f"{HOME}/courses",
        look=courses.show,
        readers=COORDINATORS,
        label=mark("Courses and jobs"),
    ),
)
DISTRICT: tuple[Page, ...] = (
    Page(
        name="log",
        path=f"{HOME}/log",
        look=log.table,
        readers=COORDINATORS,
        label=mark("Log"),
    ),
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
    Page(name="choose", path=f"{HOME}/choose", hear=districts.choose, writers=TRANSLATORS),
)
