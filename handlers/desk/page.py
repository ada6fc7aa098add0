"""What a page of the desk is, what it is given, and what it answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from aiohttp.web import FileField
from multidict import MultiMapping

from bot.domain.grants import Role
from bot.domain.import_drafts import ImportFile
from bot.domain.imports import Mistake
from bot.domain.places import District
from bot.domain.second_factors import Owed
from bot.rules.cells import Wrong
from bot.rules.desk import LONGEST_FORM
from bot.rules.grants import DESK, INSIDE, OFFICE, holds
from bot.rules.typed_days import typed_day
from bot.screens.import_mistakes import reason
from handlers.dialogue.turn import Turn
from handlers.web.posts import Fields, content_of
from storage.desk import acts
from storage.engine.store import Store

ALL, WRITERS, COORDINATORS = DESK, OFFICE, (Role.COORDINATOR,)
"""Who may read the desk; who may change offers; who works for the whole district."""
TRANSLATORS = INSIDE
"""Who may come in: with them those who only translate."""
NOBODY: tuple[Role, ...] = ()
ROW = r"{id:[1-9]\d{0,17}}"
LANGUAGE = r"{language:[a-z]{2,3}(?:-[a-z]{2,8})?}"
TEXT = r"{kind:offer|group}"
PERIOD = r"{period:2[01]\d\d-H[12]}"
"""Parts of paths: the id of a row, a language, what has texts, a half-year."""


@dataclass(frozen=True)
class DeskRequest:
    """What a page is given: the turn of a person, as in the chat, and the district at work.

    ``path`` is that of the page, ``parts`` are its parts that vary. ``fields`` is the form, empty
    where a page is only looked at; ``number`` is that of the form, or a new one for the form that
    is shown. ``prepared`` is what ``Page.prepare`` led to, None for nothing.
    """

    turn: Turn
    district: District
    path: str
    parts: Mapping[str, str]
    query: MultiMapping[str]
    fields: Fields
    number: str
    prepared: object = None

    @property
    def store(self) -> Store:
        return self.turn.store

    def name_of_texts(self, code: str) -> str:
        """Return what texts in a language are called; those in simple German are no German ones."""
        tr, language = self.turn.tr, self.turn.services.languages.get(code)
        return language.name if language and "-" in code else tr.language_name(code)

    def row_id(self) -> int:
        """Return the id in the path; the route lets only digits through."""
        return int(self.parts["id"])

    def asked(self, name: str) -> str:
        """Return a parameter of the address, "" for none."""
        return self.query.get(name, "")

    def sent(self, name: str) -> str:
        """Return a field of the form, "" for none and for a file."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    def sent_day(self, name: str) -> date | None:
        """Return the day that was typed into a field, None for anything else."""
        return self.day_of(self.sent(name))

    def day_of(self, words: str) -> date | None:
        """Return the day that somebody typed, None for anything else."""
        try:
            return typed_day(words, self.turn.today, is_end=True)
        except Wrong:
            return None

    def reasons(self, mistakes: Mapping[str, Mistake]) -> dict[str, str]:
        """Return what is wrong with each field, in the reader's language."""
        language = self.turn.tr.language.code
        return {name: reason(mistake, language) for name, mistake in mistakes.items()}

    async def begin(self, name: str, count: int = 1) -> int:
        """Store that something is done which can be undone for a while; return the id of it."""
        return await acts.begin(
            self.store,
            person_id=self.turn.person.id,
            district_id=self.district.id,
            name=name,
            count=count,
            now=self.turn.now,
        )

    def sent_files(self, name: str) -> list[ImportFile]:
        """Return the files of a field that are not empty."""
        given = (value for value in self.fields.getall(name, []) if isinstance(value, FileField))
        files = [ImportFile(file.filename, content_of(file)) for file in given if file.filename]
        return [file for file in files if file.content]

    def sent_all(self, name: str) -> list[str]:
        """Return all values of a field of the form."""
        return [value for value in self.fields.getall(name, []) if isinstance(value, str)]

    def holds(self, *roles: Role) -> bool:
        """Return whether the person has one of these roles in the district at work."""
        return holds(self.turn.person, self.district.id, *roles)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: the name of its template, and what that needs beside what all pages have.

    A ``status`` above 399 means that nothing was done: the form may be sent again. ``is_done``:
    the form did something that is shown once, such as a link; sent again it does nothing.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Something was done: the browser goes on to ``location``, where a notice may stand.

    ``is_kept``: nothing was done but what was typed is kept, so the form may be sent again.
    """

    location: str
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file to save; its ``name`` is of ASCII letters."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Nothing:
    """An answer without a page: a script asked."""


Answer = Shown | Done | File | Nothing
Handler = Callable[[DeskRequest], Awaitable[Answer]]
Prepare = Callable[[DeskRequest], Awaitable[Callable[[], object]]]
"""Returns what is to be computed of a form, from what it and the database hold."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the desk: its path, who may look at it, and who may send its form.

    ``look`` or ``hear`` None means that there is nothing to look at, or no form. ``label`` is its
    name in the navigation, "" if it is not there. ``keeps`` names the form whose words are kept
    where the form itself cannot be handled, "" for a form without typed words. ``words`` are the
    typed fields of short forms beside it, see ``short_forms``. ``longest`` is the
    maximum size of the form with its files, in bytes; only who is signed in may send a longer one
    than usual. ``opens`` is what a session may still need: most pages are for those that need
    nothing. ``prepare`` is what takes long of handling the form, such as reading a file that was
    sent: it is done in a thread before the transaction begins that others wait for. ``bulk``
    returns what can be done with many rows of a list, None for those who only read it.
    """

    name: str
    path: str
    look: Handler | None = None
    hear: Handler | None = None
    readers: tuple[Role, ...] = ALL
    writers: tuple[Role, ...] = NOBODY
    label: str = ""
    keeps: Callable[[DeskRequest], str] | None = None
    words: tuple[str, ...] = ()
    longest: int = LONGEST_FORM
    opens: frozenset[Owed] = frozenset((Owed.NOTHING,))
    prepare: Prepare | None = None
    bulk: Callable[[DeskRequest], Awaitable[object]] | None = None
