"""What a privileged person may do in a session that ended by itself, until they sign in again."""

from bot.rules.problems import Problem, Refusal
from handlers.dialogue.turn import Turn

OPEN_TO_LOCKED = frozenset(
    (
        "language.list",
        "about",
        "home",
        "place.ask",
        "privacy",
        "human",
        "help",
        "settings",
        "search.ask",
        "offer.list",
        "offer.filters",
        "offer.level",
        "offer.show",
        "offer.details",
        "offer.save",
        "offer.unsave",
        "offer.calendar",
        "offer.share",
        "offer.wrong",
        "watch.list",
        "invitation.show",
        "invitation.accept",
        "device.list",
        "device.ask",
        "device.mail",
        "device.leave",
        "device.sign_out",
        "/start",
        "/help",
        "/offers",
        "/search",
        "/saved",
        "/settings",
        "/language",
        "/privacy",
    )
)
"""Names of presses, commands and expected texts for privileged people who must sign in again.

It is what a stranger at their desk may do: look for offers, sign in, sign out. All else is closed.
"""


def must_be_signed_in(turn: Turn, name: str = "") -> None:
    """Refuse what may use a right, or change how somebody is reached, until they sign in again."""
    if turn.is_locked and name not in OPEN_TO_LOCKED:
        raise Refusal(Problem.SECOND_FACTOR if turn.visit.owes else Problem.SIGN_IN)
