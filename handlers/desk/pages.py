"""The table of contents of the desk: every page, who may look at it, who may send its form.

A new page is a line here, a module beside this one, a template, and a line in
``tests/test_desk_rights.py``, which fails without it.
"""

from bot.i18n import mark
from bot.rules.desk import LONGEST_UPLOAD as MESSAGE_UPLOAD
from handlers.desk import (
    council_reports,
    districts,
    history,
    import_columns,
    import_mistakes,
    import_preview,
    imports,
    inbox,
    inbox_acts,
    measure_form,
    measure_history,
    measure_reviews,
    measures,
    message_correction,
    message_form,
    message_page,
    messages,
    offer_bulk,
    offer_form,
    offers,
    report_texts,
    undo,
)
from handlers.desk.import_steps import IMPORT
from handlers.desk.imports import LONGEST_UPLOAD
from handlers.desk.links import HOME
from handlers.desk.page import ALL, COORDINATORS, WRITERS, Page

OFFERS = f"{HOME}/offers"
MEASURES = f"{HOME}/measures"
REPORTS = f"{HOME}/report"
MESSAGES = message_form.MESSAGES
ROW = r"{id:[1-9]\d{0,17}}"
PERIOD = r"{period:2[01]\d\d-H[12]}"
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
    Page(name="report", path=REPORTS, look=council_reports.index, label=mark("Report")),
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
    Page(name="undo", path=f"{HOME}/undo/{ROW}", hear=undo.undo, writers=WRITERS),
    Page(name="district", path=f"{HOME}/district", hear=districts.choose, writers=ALL),
)
"""Every page of the desk, in the order of the navigation."""
