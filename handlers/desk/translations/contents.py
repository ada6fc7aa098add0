"""The pages of the desk about translations, and who may use them."""

from bot.i18n import mark
from handlers.desk.imports.uploads import LONGEST_UPLOAD
from handlers.desk.page import LANGUAGE, ROW, TEXT, TRANSLATORS, Page
from handlers.desk.translations import editor as translation
from handlers.desk.translations import files, worklist
from handlers.desk.translations import matrix as translations
from handlers.desk.translations.bulk import BULK

PAGES: tuple[Page, ...] = (
    Page(
        name="translations",
        path=translation.TRANSLATIONS,
        look=translations.show,
        label=mark("Translations"),
        bulk=BULK.bar,
    ),
    BULK.page("translations.bulk"),
    Page(
        name="translations.list",
        path=f"{translation.TRANSLATIONS}/{LANGUAGE}",
        look=worklist.show,
        hear=worklist.take,
        prepare=files.prepare,
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
)
