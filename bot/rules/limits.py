"""How often things may be done: token buckets of a session or a chat, an address, and a town.

Many people share one address (a shelter, a school, a mobile network) or one chat of a group, so
what these may do is many times what one person needs. A town has a bound of its own, because its
people have many addresses. What hurts others is bounded more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What is counted. A notice is what an office, a group or one member has to look at."""

    NEW_SESSION = "new_session"
    REQUEST = "request"
    TEXT = "text"
    FILE = "file"
    HELP = "help"
    INVITATION = "invitation"
    MAIL = "mail"
    FEED = "feed"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: ``burst`` times at once, then once in ``seconds``."""

    burst: int
    seconds: float


OF_CLIENT: Mapping[Act, Rate] = {
    Act.NEW_SESSION: Rate(60, 20),
    Act.TEXT: Rate(240, 0.5),
    Act.FILE: Rate(30, 20),
    Act.HELP: Rate(15, 240),
    Act.INVITATION: Rate(30, 20),
    Act.MAIL: Rate(10, 360),
    Act.FEED: Rate(30, 120),
    Act.NOTICE: Rate(100, 60),
}
"""What one address of a client, or one chat of many, may do."""
OF_SESSION: Mapping[Act, Rate] = {
    Act.REQUEST: Rate(240, 0.25),
    Act.TEXT: Rate(30, 2),
    Act.FILE: Rate(10, 30),
    Act.HELP: Rate(6, 600),
    Act.INVITATION: Rate(10, 60),
    Act.MAIL: Rate(5, 600),
    Act.FEED: Rate(10, 600),
    Act.NOTICE: Rate(20, 60),
}
"""What one session, or one private chat, may do."""
OF_TOWN: Mapping[Act, Rate] = {
    Act.TEXT: Rate(900, 0.2),
    Act.FILE: Rate(60, 20),
    Act.HELP: Rate(60, 60),
    Act.INVITATION: Rate(120, 10),
    Act.MAIL: Rate(60, 60),
    Act.FEED: Rate(120, 30),
    Act.NOTICE: Rate(300, 20),
}
"""What all people of one town may do together."""
STREAMS_OF_SESSION = 5
"""Maximum number of open pages of one session that get screens by themselves."""
STREAMS_OF_CLIENT = 300
"""Maximum number of such pages of one address."""
ACTS_BY_PRESS: Mapping[str, Act] = {
    "helping.send": Act.HELP,
    "invitation.show": Act.INVITATION,
    "invitation.accept": Act.INVITATION,
    "email.show": Act.MAIL,
    "device.mail": Act.MAIL,
    "device.ask": Act.MAIL,
    "feed.add": Act.FEED,
    "offer.report": Act.NOTICE,
    "group.join": Act.NOTICE,
    "stand_in.ask": Act.NOTICE,
    "certificate.ask": Act.NOTICE,
}
"""Presses that are counted as more than a request, by the name of their route."""
