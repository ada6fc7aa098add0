"""The pages of the desk about imports, and who may use them."""

from bot.i18n import mark
from handlers.desk.imports import columns as import_columns
from handlers.desk.imports import mistakes as import_mistakes
from handlers.desk.imports import preview as import_preview
from handlers.desk.imports import uploads as imports
from handlers.desk.imports.steps import IMPORT
from handlers.desk.imports.uploads import LONGEST_UPLOAD
from handlers.desk.page import COORDINATORS, ROW, Page

PAGES: tuple[Page, ...] = (
    Page(
        name="import",
        path=IMPORT,
        look=imports.show,
        hear=imports.send,
        readers=COORDINATORS,
        writers=COORDINATORS,
        label=mark("Import"),
        longest=LONGEST_UPLOAD,
        prepare=imports.prepare,
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
)
