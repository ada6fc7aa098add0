"""What every part of the web site stands behind: who comes in, how often, and when it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue.conversation import Conversation
from handlers.web.gate import Gate
from handlers.web.sessions import Sessions
from handlers.web.visits import Visits


@dataclass(frozen=True, kw_only=True)
class Front:
    """The doors of the site, made once. ``now`` is a clock."""

    conversation: Conversation
    sessions: Sessions
    visits: Visits
    gate: Gate
    now: Callable[[], datetime]
