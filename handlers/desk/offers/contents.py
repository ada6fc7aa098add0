"""The pages of the desk about offers, and who may use them."""

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.offers import form as offer_form
from handlers.desk.offers import history
from handlers.desk.offers import inline as offer_inline
from handlers.desk.offers import links as offer_link
from handlers.desk.offers import listing as offers
from handlers.desk.offers import merging as offer_merging
from handlers.desk.offers import suggested as offer_suggested
from handlers.desk.offers.bulk import BULK
from handlers.desk.page import ROW, WRITERS, Page

OFFERS = f"{HOME}/offers"
PAGES: tuple[Page, ...] = (
    Page(
        name="offers",
        path=OFFERS,
        look=offers.table,
        hear=BULK.hear,
        writers=WRITERS,
        bulk=BULK.bar,
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
        name="offers.row",
        path=f"{OFFERS}/{ROW}/row",
        look=offer_inline.show,
        hear=offer_inline.hear,
        readers=WRITERS,
        writers=WRITERS,
        keeps=offer_inline.form_of,
        bulk=BULK.bar,
    ),
    Page(
        name="offers.merge",
        path=f"{OFFERS}/{ROW}/merge",
        look=offer_merging.show,
        hear=offer_merging.hear,
        readers=WRITERS,
        writers=WRITERS,
    ),
)
