"""The pages of the desk about requests for help, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.helping import board
from handlers.desk.page import COORDINATORS, Page

PAGES: tuple[Page, ...] = (
    Page(
        name="help",
        path=f"{HOME}/help",
        look=board.show,
        readers=COORDINATORS,
        label=mark("Requests for help"),
    ),
)
