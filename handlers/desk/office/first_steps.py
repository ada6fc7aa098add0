"""The first steps of a new district: what is still to be done, until all of it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n import mark
from bot.rules.desk import HOME
from handlers.desk.page import COORDINATORS, DeskRequest
from storage.desk import first_steps as stored

TWO = 2
"""Coordinators that a district needs, so that one may be ill."""


@dataclass(frozen=True, slots=True)
class Step:
    """A first step: what it is, the page where it is done, and whether it is."""

    label: str
    link: str
    is_done: bool


async def steps(desk: DeskRequest) -> Sequence[Step]:
    """Return the first steps; none once all are done, and none to people who cannot take them."""
    if not desk.holds(*COORDINATORS):
        return ()
    counts, contact = await stored.counts(desk.store, desk.district.id), desk.district.contact
    is_reached = bool(contact.phone or contact.email)
    found = (
        Step(mark("Enter the towns"), f"{HOME}/district#towns", counts["towns"] > 0),
        Step(mark("Enter the contact of the office"), f"{HOME}/district", is_reached),
        Step(mark("Add the first offers"), f"{HOME}/offers/new", counts["offers"] > 0),
        Step(mark("Invite a second coordinator"), f"{HOME}/people", counts["coordinators"] >= TWO),
        Step(mark("Send the first message"), f"{HOME}/messages/new", counts["messages"] > 0),
    )
    return () if all(step.is_done for step in found) else found
