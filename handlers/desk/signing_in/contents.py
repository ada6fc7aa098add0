"""The pages of the desk about signing in, and who may use them."""

from bot.domain.second_factors import Owed
from handlers.desk.page import (
    TRANSLATORS,
    Page,
)
from handlers.desk.signing_in import second_factor, security

PAGES: tuple[Page, ...] = (
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
)
