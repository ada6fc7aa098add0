"""Where the parser stands in a text, and what it has understood so far."""

from collections.abc import Sequence
from copy import copy, deepcopy
from datetime import date

from bot.rules.timing.groups import Group, Unread
from bot.rules.timing.lexicon import Kind
from bot.rules.timing.tokens import Token, keeps_stop


class Cursor:
    """A position among the tokens of a text, and the groups found before it.

    ``earlier`` are those of entries before. ``has_closed``: something was left out of them;
    ``closed_weekdays`` and ``closed_holidays`` are to be left out of what follows.
    ``inside``: words between days and their hours were not understood. ``heading`` are words before
    the first days. ``today`` None: nobody knows when the text was written.
    """

    def __init__(
        self, text: str, found: list[Token], today: date | None, earlier: Sequence[Group] = ()
    ) -> None:
        self.text = text
        self.tokens = found
        self.today = today
        self.position = 0
        self.groups = [Group()]
        self.earlier = tuple(earlier)
        self.has_closed = False
        self.closed_weekdays: list[int] = []
        self.closed_holidays: list[Kind] = []
        self.inside = False
        self.heading: list[str] = []
        self.pending_part = ""

    @property
    def group(self) -> Group:
        """The group that is being filled in."""
        return self.groups[-1]

    @property
    def all_groups(self) -> list[Group]:
        """All groups that have days, those of earlier entries too."""
        return [group for group in (*self.earlier, *self.groups) if group.has_days]

    def trial(self) -> "Cursor":
        """Return a cursor that reads on from here and changes nothing of this one."""
        other = copy(self)
        other.groups, other.earlier = deepcopy((self.groups, self.earlier))
        other.heading, other.closed_weekdays = [*self.heading], [*self.closed_weekdays]
        other.closed_holidays = [*self.closed_holidays]
        return other

    def peek(self) -> Token | None:
        """Return the next token, None at the end."""
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def kind_at(self, ahead: int) -> Kind | None:
        """Return the kind of a later token, None behind the end."""
        position = self.position + ahead
        return self.tokens[position].kind if position < len(self.tokens) else None

    def word_at(self, ahead: int) -> str:
        """Return a later word as it is written, in lower case; "" behind the end."""
        found = self.tokens[self.position + ahead :][:1]
        return self.text[found[0].start : found[0].end].lower() if found else ""

    def at(self, *kinds: Kind) -> bool:
        """Return whether the next token is of one of these kinds."""
        return self.kind_at(0) in kinds

    def take(self, *kinds: Kind) -> Token | None:
        """Return the next token if it is of one of these kinds, and go on; else None."""
        token = self.peek()
        if token is None or token.kind not in kinds:
            return None
        self.position += 1
        return token

    def take_list(self, kind: Kind) -> list[Token]:
        """Return the next tokens of one kind, and skip the commas and "and" between them."""
        found: list[Token] = []
        while token := self.take(kind):
            found.append(token)
            ahead = 0
            while self.kind_at(ahead) in (Kind.COMMA, Kind.AND):
                ahead += 1
            if not ahead or self.kind_at(ahead) is not kind:
                break
            self.position += ahead
        return found

    def skip(self, *kinds: Kind) -> None:
        """Skip all next tokens of these kinds."""
        while self.take(*kinds):
            pass

    def take_full_stop(self) -> None:
        """Skip the full stop of an abbreviation: "Mo.", "Dez."."""
        if self.spoken(1) == ".":
            self.position += 1

    def spoken(self, count: int) -> str:
        """Return the next words as they are written."""
        words = self.tokens[self.position : self.position + count]
        return " ".join(self.text[token.start : token.end] for token in words)

    def closing(self) -> int:
        """Return the position of the bracket that closes the one here. Raises Unread."""
        depth = 0
        for position in range(self.position, len(self.tokens)):
            kind = self.tokens[position].kind
            depth += (kind is Kind.OPENING) - (kind is Kind.CLOSING)
            if not depth:
                return position
        raise Unread

    def for_days(self) -> Group:
        """Return the group to which further days belong: a new one if this one is complete."""
        group = self.group
        if group.spans and group.has_days:
            self.groups.append(group.next())
        if self.inside:
            raise Unread
        return self.group

    def part_of_day(self, token: Token) -> None:
        """Keep "abends": it is all that is known if no hours are said."""
        self.pending_part = self.text[token.start : token.end].lower()
        self.group.parts_of_day.append(self.pending_part)

    def note(self, words: str) -> None:
        """Keep words that were not understood beside the days before them, or as a heading."""
        words = words.strip(" ,:;-")
        words = words if keeps_stop(words) else words.rstrip(".")
        if not words:
            return
        if self.group.has_days or self.group.spans:
            self.group.notes.append(words)
            self.group.noted.append(len(self.group.spans))
        else:
            self.heading.append(words)

    def label(self, words: str) -> None:
        """Keep words before further days, which stand for those alone: "Open house: We 14-17"."""
        self.groups.append(self.group.next())
        self.group.notes.append(words.strip(" ,:;-"))
        self.group.noted.append(0)
