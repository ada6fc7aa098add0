"""What a device keeps for times without the network: whom to call, and the saved offers."""

from bot.rules import offers as rules
from bot.screens import offline as screens
from bot.ui import Screen
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import offers, places
from storage.people import saved


async def page(turn: Turn) -> Screen:
    """Return the office's phone and the saved offers with all that is known of them."""
    person = turn.person
    district = await places.district(turn.store, person.district_id or 0)
    ids = await saved.ids(turn.store, person.id)
    kept = await offers.by_ids(turn.store, ids[: screens.MOST])
    shown = [offer for offer in kept if rules.is_shown(offer, turn.today)]
    phone = district.contact.phone if district else ""
    return screens.offline(turn.tr, shown, phone, turn.today)


async def last_list(turn: Turn) -> Redirect:
    """Return home: only the device knows which list was seen last."""
    return Redirect("home:0")
