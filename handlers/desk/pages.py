"""The table of contents of the desk: every page, who may look at it, who may send its form.

A new page is a line here, a module beside this one, a template, and a line in
``tests/test_desk_rights.py``, which fails without it.
"""

from bot.i18n import mark
from handlers.desk import (
    districts,
    history,
    import_columns,
    import_mistakes,
    import_preview,
    imports,
    inbox,
    inbox_acts,
    offer_bulk,
    offer_form,
    offers,
    undo,
)
from handlers.desk.import_steps import IMPORT
from handlers.desk.imports import LONGEST_UPLOAD
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
    Page(name="undo", path=f"{HOME}/undo/{ROW}", hear=undo.undo, writers=WRITERS),
    Page(name="district", path=f"{HOME}/district", hear=districts.choose, writers=ALL),
)
"""Every page of the desk, in the order of the navigation."""
