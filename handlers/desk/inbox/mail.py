"""The daily mail about what waits, turned on and off by its reader."""

from bot.domain.grants import Role
from bot.domain.people import EmailState
from bot.rules.desk import HOME
from handlers.desk.page import Answer, DeskRequest, Done
from storage.desk import desk_mails
from storage.people import emails

PATH = f"{HOME}/mail"


async def hear(desk: DeskRequest) -> Answer:
    """Turn the mail on or off."""
    is_on = desk.sent("mail") == "on"
    await desk_mails.turn(desk.store, desk.turn.person.id, is_on=is_on)
    return Done(f"{HOME}?said=saved")


async def state(desk: DeskRequest) -> str:
    """Return "on", "off", "address" if one is missing, "" for people who get none."""
    is_offered = bool(desk.turn.services.config.email.sender)
    if not is_offered or not desk.holds(Role.COORDINATOR):
        return ""
    person_id = desk.turn.person.id
    if await emails.state(desk.store, person_id) is not EmailState.CONFIRMED:
        return "address"
    return "on" if await desk_mails.is_on(desk.store, person_id) else "off"
