"""The table of contents of the desk: every page, who may look at it, who may send its form.

A new page is a line in the contents of its subject, a module and a template beside it, and a line
in ``tests/test_desk_rights.py``, which fails without it.
"""

from functools import partial

from bot.rules.desk import HOME
from handlers.desk import undo, views
from handlers.desk.groups import contents as group_pages
from handlers.desk.helping import contents as help_pages
from handlers.desk.imports import contents as import_pages
from handlers.desk.inbox import contents as inbox_pages
from handlers.desk.measures import contents as measure_pages
from handlers.desk.messages import contents as message_pages
from handlers.desk.offers import contents as offer_pages
from handlers.desk.office import contents as office_pages
from handlers.desk.page import ALL, ROW, TRANSLATORS, Page
from handlers.desk.questions import contents as question_pages
from handlers.desk.signing_in import contents as sign_in_pages
from handlers.desk.translations import contents as translation_pages

UNDO = Page(name="undo", path=f"{HOME}/undo/{ROW}", hear=undo.undo, writers=TRANSLATORS)
LISTS = frozenset(
    f"{HOME}{path}" for path in ("", "/offers", "/groups", "/people", "/measures", "/translations")
)
"""Lists of which people keep views."""
VIEWS = Page(name="views", path=views.PATH, hear=partial(views.hear, LISTS), writers=ALL)
PAGES: tuple[Page, ...] = (
    *inbox_pages.PAGES,
    *offer_pages.PAGES,
    *group_pages.PAGES,
    *office_pages.PEOPLE,
    *import_pages.PAGES,
    *measure_pages.PAGES,
    *message_pages.PAGES,
    *question_pages.PAGES,
    *help_pages.PAGES,
    *translation_pages.PAGES,
    *sign_in_pages.PAGES,
    UNDO,
    VIEWS,
    *office_pages.DISTRICT,
)
"""Every page of the desk, in the order of the navigation."""
