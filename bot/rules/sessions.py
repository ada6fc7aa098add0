"""Rules about sessions: whose end by themselves, and how often a link to sign in is sent."""

import re
from datetime import datetime, timedelta

from bot.domain.people import Person
from bot.domain.sessions import Session, Visit
from bot.rules.grants import INSIDE, OFFICE
from bot.rules.problems import Problem, Refusal

IDLE = timedelta(hours=8)
"""Maximum time between two uses of a privileged session (OWASP ASVS 3.3.2, level 2: 12 hours)."""
LONGEST = timedelta(days=30)
"""Maximum age of a privileged session, then the person signs in again (ASVS 3.3.2)."""
TOUCHED_AFTER = timedelta(minutes=5)
"""Time after which a use of a session is written down again."""
KEPT = timedelta(days=400)
"""How long an ended session is remembered: longer than any cookie of it is accepted."""
LINK_VALID = timedelta(minutes=30)
"""How long a link to sign in works."""
LINK_DAY = timedelta(days=1)
"""Time within which links to sign in are counted."""
MOST_LINKS = 5
"""Maximum number of links to sign in for one person a day."""
LINKS_APART = timedelta(minutes=1)
"""Minimum time between two links to sign in for one person."""
OLD_COOKIE_AGAIN = timedelta(minutes=10)
"""How long a cookie of before signed ones is still taken after it was replaced: other tabs."""
BROWSERS = {
    "Edge": r"Edg\w*/",
    "Opera": r"OPR/|Opera",
    "Samsung": r"SamsungBrowser/",
    "Firefox": r"Firefox/|FxiOS/",
    "Chrome": r"Chrome/|CriOS/",
    "Safari": r"Safari/",
}
"""Names of browsers, and what only those before the next ones send."""
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "ChromeOS": "CrOS",
    "Mac": "Macintosh|Mac OS",
    "Linux": "Linux",
}


def is_privileged(person: Person) -> bool:
    """Return whether the sessions of a person end by themselves, because they may do a lot."""
    return any(right.role in OFFICE for right in person.granted)


def signs_in_by_link(person: Person) -> bool:
    """Return whether a person is signed in by links: who has sessions, or comes in at the desk."""
    return any(right.role in INSIDE for right in person.granted)


def is_locked(person: Person, visit: Visit) -> bool:
    """Return whether a person has to sign in again before they use their rights."""
    return is_privileged(person) and not visit.is_signed_in


def is_fresh(session: Session, now: datetime) -> bool:
    """Return whether a session was used lately, is not too old and was not ended."""
    is_idle = now - session.used_at > IDLE
    is_old = now - session.created_at > LONGEST
    return session.ended_at is None and not is_idle and not is_old


def may_get_link(count: int, latest: datetime | None, now: datetime) -> None:
    """Refuses more links to sign in than ``MOST_LINKS`` a day, or within ``LINKS_APART``.

    ``count`` is how many the person got within a day, ``latest`` when, None for never.
    """
    if count >= MOST_LINKS or (latest is not None and now - latest < LINKS_APART):
        raise Refusal(Problem.TOO_MANY_LINKS)


def device_words(user_agent: str) -> str:
    """Return the names of browser and system of a User-Agent header, such as "Firefox, Windows".

    Nothing else of the header is kept; "" if neither is known.
    """
    header = user_agent[:400]
    return ", ".join(filter(None, (_first(BROWSERS, header), _first(SYSTEMS, header))))


def _first(patterns: dict[str, str], header: str) -> str:
    return next((name for name, pattern in patterns.items() if re.search(pattern, header)), "")
