"""Who is invited to a group at the desk: what was pasted, and how many sheets without a name."""

import re
from collections.abc import Sequence

from bot import text
from bot.rules import emails
from bot.rules.problems import Problem, Refusal

MOST = 50
"""Maximum number of people who are invited at once."""
LONGEST_NAME = 80
"""Maximum length of what stands on a sheet, in characters; the rest is cut."""
_ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")


def invited(pasted: str, sheets: str) -> Sequence[str]:
    """Return whom invitations are for, "" for a sheet without a name; each name once.

    Each line is somebody, and a line with e-mail addresses is everybody between its commas or
    semicolons. Refuses nobody at all, and more than ``MOST``.
    """
    names = [name for line in pasted.splitlines() for name in _of_line(line)]
    blank = text.whole(sheets.strip() or "0", 4)
    if blank is None:
        raise Refusal(Problem.NO_NUMBER)
    everybody = [*dict.fromkeys(names), *[""] * blank]
    if not everybody:
        raise Refusal(Problem.EMPTY)
    if len(everybody) > MOST:
        raise Refusal(Problem.MANY_INVITED)
    return everybody


def _of_line(line: str) -> list[str]:
    parts = re.split(r"[,;]", line) if "@" in line else [line]
    return [name for part in parts if (name := text.one_line(part)[:LONGEST_NAME])]


def address_of(name: str) -> str:
    """Return the e-mail address in what somebody pasted, "" for none."""
    found = _ADDRESS.search(name[:LONGEST_NAME])
    try:
        return emails.address_of(found[0], takes_unicode=True) if found else ""
    except Refusal:
        return ""
