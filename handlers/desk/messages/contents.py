"""The pages of the desk about messages, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import LONGEST_UPLOAD as MESSAGE_UPLOAD
from handlers.desk.messages import correction as message_correction
from handlers.desk.messages import form as message_form
from handlers.desk.messages import listing as messages
from handlers.desk.messages import page as message_page
from handlers.desk.messages.bulk import BULK
from handlers.desk.page import COORDINATORS, ROW, Page

MESSAGES = message_form.MESSAGES
PAGES: tuple[Page, ...] = (
    Page(
        name="messages",
        path=MESSAGES,
        look=messages.table,
        readers=COORDINATORS,
        label=mark("Messages"),
        bulk=BULK.bar,
    ),
    BULK.page("messages.bulk"),
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
)
