"""The table of contents of the desk: every page, who may look at it, who may send its form.

A new page is a line here, a module in the folder of its subject, a template, and a line in
``tests/test_desk_rights.py``, which fails without it.
"""

from bot.domain.second_factors import Owed
from bot.i18n import mark
from bot.rules.desk import HOME
from bot.rules.desk import LONGEST_UPLOAD as MESSAGE_UPLOAD
from handlers.desk import undo
from handlers.desk.groups import calendar
from handlers.desk.groups import listing as groups
from handlers.desk.groups import page as group
from handlers.desk.helping import board
from handlers.desk.imports import columns as import_columns
from handlers.desk.imports import mistakes as import_mistakes
from handlers.desk.imports import preview as import_preview
from handlers.desk.imports import uploads as imports
from handlers.desk.imports.steps import IMPORT
from handlers.desk.imports.uploads import LONGEST_UPLOAD
from handlers.desk.inbox import acts as inbox_acts
from handlers.desk.inbox import queue as inbox
from handlers.desk.measures import council_reports, report_texts
from handlers.desk.measures import form as measure_form
from handlers.desk.measures import history as measure_history
from handlers.desk.measures import plan as measures
from handlers.desk.measures import reviews as measure_reviews
from handlers.desk.messages import correction as message_correction
from handlers.desk.messages import form as message_form
from handlers.desk.messages import listing as messages
from handlers.desk.messages import page as message_page
from handlers.desk.offers import bulk as offer_bulk
from handlers.desk.offers import form as offer_form
from handlers.desk.offers import history
from handlers.desk.offers import inline as offer_inline
from handlers.desk.offers import links as offer_link
from handlers.desk.offers import listing as offers
from handlers.desk.offers import merging as offer_merging
from handlers.desk.offers import suggested as offer_suggested
from handlers.desk.offers import views as offer_views
from handlers.desk.office import courses, district, districts, log, people, rights
from handlers.desk.page import ALL, COORDINATORS, TRANSLATORS, WRITERS, Page
from handlers.desk.questions import answers as saved_answers
from handlers.desk.questions import listing as questions
from handlers.desk.questions import page as question
from handlers.desk.signing_in import second_factor, security
from handlers.desk.translations import editor as translation
from handlers.desk.translations import matrix as translations
from handlers.desk.translations import worklist

OFFERS = f"{HOME}/offers"
MEASURES = f"{HOME}/measures"
REPORTS = f"{HOME}/report"
MESSAGES = message_form.MESSAGES
ROW = r"{id:[1-9]\d{0,17}}"
LANGUAGE = r"{language:[a-z]{2,3}(?:-[a-z]{2,8})?}"
TEXT = r"{kind:offer|group}"
PERIOD = r"{period:2[01]\d\d-H[12]}"
PAGES: tuple[Page, ...] = (
    Page(
        name="inbox",
        path=HOME,
        look=inbox.queue,
        hear=inbox_acts.hear,
        readers=TRANSLATORS,
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
        name="offers.link",
        path=f"{OFFERS}/{ROW}/link",
        look=offer_link.show,
        hear=offer_link.hear,
        readers=WRITERS,
        writers=WRITERS,
    ),
    Page(
        name="offers.suggested",
        path=f"{OFFERS}/suggested/{ROW}",
        look=offer_suggested.show,
        hear=offer_suggested.hear,
        readers=WRITERS,
        writers=WRITERS,
    ),
    Page(
        name="offers.views",
        path=f"{OFFERS}/views",
        hear=offer_views.hear,
        writers=ALL,
    ),
    Page(
        name="offers.row",
        path=f"{OFFERS}/{ROW}/row",
        look=offer_inline.show,
        hear=offer_inline.hear,
        readers=WRITERS,
        writers=WRITERS,
        keeps=offer_inline.form_of,
    ),
    Page(
        name="offers.merge",
        path=f"{OFFERS}/{ROW}/merge",
        look=offer_merging.show,
        hear=offer_merging.hear,
        readers=WRITERS,
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
        name="courses",
        path=f"{HOME}/courses",
        look=courses.show,
        readers=COORDINATORS,
        label=mark("Courses and jobs"),
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
        name="import",
        path=IMPORT,
        look=imports.show,
        hear=imports.send,
        readers=COORDINATORS,
        writers=COORDINATORS,
        label=mark("Import"),
        longest=LONGEST_UPLOAD,
    ),
    Page(
        name="import.draft",
        path=f"{IMPORT}/{ROW}",
        look=imports.where,
        hear=imports.drop,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(
        name="import.columns",
        path=f"{IMPORT}/{ROW}/columns",
        look=import_columns.show,
        hear=import_columns.choose,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(
        name="import.mistakes",
        path=f"{IMPORT}/{ROW}/mistakes",
        look=import_mistakes.show,
        hear=import_mistakes.correct,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=import_mistakes.form_of,
    ),
    Page(
        name="import.preview",
        path=f"{IMPORT}/{ROW}/preview",
        look=import_preview.show,
        hear=import_preview.answer,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(
        name="import.run",
        path=f"{IMPORT}/runs/{ROW}",
        look=imports.show_run,
        hear=imports.undo,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(name="measures", path=MEASURES, look=measures.table, label=mark("Measures")),
    Page(
        name="measures.new",
        path=f"{MEASURES}/new",
        look=measure_form.show_new,
        hear=measure_form.hear_new,
        readers=WRITERS,
        writers=WRITERS,
        keeps=measure_form.form_of,
    ),
    Page(
        name="measures.form",
        path=f"{MEASURES}/{ROW}",
        look=measure_form.show,
        hear=measure_form.hear,
        writers=WRITERS,
        keeps=measure_form.form_of,
    ),
    Page(
        name="measures.history",
        path=f"{MEASURES}/{ROW}/history",
        look=measure_history.history,
        hear=measure_history.restore,
        writers=COORDINATORS,
    ),
    Page(
        name="measures.review",
        path=f"{MEASURES}/review/{PERIOD}",
        look=measure_reviews.show,
        hear=measure_reviews.hear,
        readers=WRITERS,
        writers=WRITERS,
        keeps=measure_reviews.form_of,
    ),
    Page(
        name="report",
        path=REPORTS,
        look=council_reports.index,
        label=mark("Report on integration"),
    ),
    Page(
        name="report.period",
        path=f"{REPORTS}/{PERIOD}",
        look=council_reports.show,
        hear=council_reports.hear,
        writers=COORDINATORS,
    ),
    Page(
        name="report.texts",
        path=f"{REPORTS}/{PERIOD}/texts",
        look=report_texts.show,
        hear=report_texts.hear,
        readers=WRITERS,
        writers=WRITERS,
        keeps=report_texts.form_of,
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
        longest=MESSAGE_UPLOAD,
    ),
    Page(
        name="messages.page",
        path=f"{MESSAGES}/{ROW}",
        look=message_page.show,
        hear=message_page.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=message_page.form_of,
        longest=MESSAGE_UPLOAD,
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
    Page(
        name="questions",
        path=question.QUESTIONS,
        look=questions.table,
        readers=COORDINATORS,
        label=mark("Questions to the office"),
    ),
    Page(
        name="questions.answers",
        path=saved_answers.ANSWERS,
        look=saved_answers.table,
        hear=saved_answers.drop,
        readers=COORDINATORS,
        writers=COORDINATORS,
    ),
    Page(
        name="questions.answers.new",
        path=f"{saved_answers.ANSWERS}/new",
        look=saved_answers.show_new,
        hear=saved_answers.hear_new,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=saved_answers.form_of,
    ),
    Page(
        name="questions.page",
        path=f"{question.QUESTIONS}/{ROW}",
        look=question.show,
        hear=question.hear,
        readers=COORDINATORS,
        writers=COORDINATORS,
        keeps=question.form_of,
    ),
    Page(
        name="help",
        path=f"{HOME}/help",
        look=board.show,
        readers=COORDINATORS,
        label=mark("Requests for help"),
    ),
    Page(
        name="translations",
        path=translation.TRANSLATIONS,
        look=translations.show,
        label=mark("Translations"),
    ),
    Page(
        name="translations.list",
        path=f"{translation.TRANSLATIONS}/{LANGUAGE}",
        look=worklist.show,
        hear=worklist.take,
        readers=TRANSLATORS,
        writers=TRANSLATORS,
        longest=LONGEST_UPLOAD,
    ),
    Page(
        name="translations.text",
        path=f"{translation.TRANSLATIONS}/{TEXT}/{ROW}/{LANGUAGE}",
        look=translation.show,
        hear=translation.hear,
        readers=TRANSLATORS,
        writers=TRANSLATORS,
        keeps=translation.form_of,
    ),
    Page(
        name="log",
        path=f"{HOME}/log",
        look=log.table,
        readers=COORDINATORS,
        label=mark("Log"),
    ),
    Page(
        name="security",
        path=security.SECURITY,
        look=security.show,
        hear=security.hear,
        readers=TRANSLATORS,
        writers=TRANSLATORS,
        opens=frozenset((Owed.NOTHING, Owed.SET_UP)),
    ),
    Page(
        name="second_factor",
        path=second_factor.PATH,
        look=second_factor.ask,
        hear=second_factor.give,
        readers=TRANSLATORS,
        writers=TRANSLATORS,
        opens=frozenset((Owed.NOTHING, Owed.CODE)),
    ),
    Page(name="undo", path=f"{HOME}/undo/{ROW}", hear=undo.undo, writers=TRANSLATORS),
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
"""Every page of the desk, in the order of the navigation."""
