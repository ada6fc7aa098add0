"""What a form answers: the route that its screen asked for, sealed, so that nobody makes one up."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag

from storage.engine.sealing import Seal

PURPOSE = "answers"


class SealedAnswers:
    """Seals what a form answers for one session, and opens it for ``hours``."""

    def __init__(self, seal: Seal, hours: int) -> None:
        self._seal = seal
        self._valid = timedelta(hours=hours)

    def close(self, session: str, expects: str, now: datetime) -> str:
        """Return the field of a form; "" for a form that searches."""
        if not expects:
            return ""
        text = f"{int(now.timestamp())} {expects}"
        return urlsafe_b64encode(self._seal.close(_purpose(session), text)).decode()

    def open(self, session: str, field: str, now: datetime) -> str | None:
        """Return what a form answers, "" for a search.

        None if the field is too old, of another session or not ours.
        """
        if not field:
            return ""
        try:
            opened = self._seal.open(_purpose(session), urlsafe_b64decode(field.encode()))
        except (InvalidTag, ValueError):
            return None
        made, _, expects = opened.partition(" ")
        is_new = now - datetime.fromtimestamp(int(made), now.tzinfo) <= self._valid
        return expects if is_new else None


def _purpose(session: str) -> str:
    return f"{PURPOSE} {session}"
