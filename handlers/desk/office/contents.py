"""The pages of the desk about people and the district, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.office import (
    courses,
    district,
    districts,
    log,
    people,
    pictures,
    rights,
    station_form,
    stations,
)
from handlers.desk.office.bulk import BULK
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
        bulk=BULK.bar,
    ),
    BULK.page("people.bulk"),
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
    Page(
        name="courses.stations",
        path=stations.PAGE,
        look=stations.table,
        hear=stations.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(
        name="courses.stations.new",
        path=f"{stations.PAGE}/new",
        look=station_form.show_new,
        hear=station_form.hear_new,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=station_form.form_of,
    ),
    Page(
        name="courses.stations.form",
        path=f"{stations.PAGE}/{ROW}",
        look=station_form.show,
        hear=station_form.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=station_form.form_of,
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
        words=district.WORDS,
    ),
    Page(
        name="district.pictures",
        path=pictures.PAGE,
        look=pictures.show,
        hear=pictures.hear,
        prepare=pictures.prepare,
        readers=COORDINATORS,
        writers=COORDINATORS,
        longest=pictures.LONGEST_UPLOAD,
    ),
    Page(name="choose", path=f"{HOME}/choose", hear=districts.choose, writers=TRANSLATORS),
)
