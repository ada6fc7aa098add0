"""Rights in a district: the table, and inviting somebody to one. People have no names here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.grants import Grant, Role
from bot.domain.invitations import GOOD_FOR, Invitation
from bot.i18n import mark, plain
from bot.rules import grants as rules
from bot.rules.cells import Wrong
from bot.rules.problems import Problem, Refusal
from bot.rules.typed_days import typed_day
from bot.rules.written_days import day_written
from bot.screens.desk import COLUMNS
from bot.screens.own_data import ROLES
from bot.screens.problem_words import WORDS
from bot.text import sort_key
from bot.ui import Html
from handlers.desk import list_files, lists, views
from handlers.desk.forms import Choice, FormField
from handlers.desk.lists import Column, Filter, ListState
from handlers.desk.page import Answer, DeskRequest, File, Shown
from handlers.desk.signing_in.accounts import names as names_of
from handlers.desk.texts import others
from handlers.files.posters import qr_code
from handlers.workflows import inviting
from storage.catalogue import places
from storage.people import accounts, grants

TABLE = (
    Column("who", mark("Who"), is_fixed=True),
    Column("role", mark("Role")),
    Column("organisation", COLUMNS["organisation"]),
    Column("account", mark("Signs in with")),
    Column("given_at", mark("Since")),
    Column("ends_at", COLUMNS["expires_at"]),
)
FIRST_ROLE = Role.VOLUNTEER
"""What an invitation is for unless somebody chooses otherwise: it gives the fewest rights."""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A row of the table. ``last_day`` None means without an end; ``is_over``: it has passed.

    ``account`` names the provider where its person has an account that signs them in, "" none.
    """

    grant: Grant
    organisation: str
    account: str
    language: str
    since: date
    last_day: date | None
    is_mine: bool
    is_over: bool


async def table(desk: DeskRequest) -> Answer:
    """Return who has which right in the district; with ``as=xlsx`` in the address as a file."""
    if list_files.is_asked(desk):
        return await _file(desk)
    return await _shown(desk, {"role": FIRST_ROLE.value}, {})


async def _file(desk: DeskRequest) -> File:
    table = _columns(desk)
    wanted = role_asked(desk)
    listed = await grants.page(
        desk.store, desk.district.id, wanted, limit=list_files.MOST, offset=0
    )
    cells = [_cells(desk, row, table) for row in await rows(desk, listed)]
    return await list_files.file_of(desk, "people", [column.label for column in table], cells)


def _cells(desk: DeskRequest, row: GrantRow, table: Sequence[Column]) -> list[str]:
    tr = desk.turn.tr
    role = plain(tr(ROLES[row.grant.right.role]))
    cells = {
        "who": plain(tr("Colleague {number}", number=row.grant.id)),
        "role": f"{role}: {row.language}" if row.language else role,
        "organisation": row.organisation,
        "account": row.account,
        "given_at": day_written(row.since),
        "ends_at": day_written(row.last_day),
    }
    return [cells[column.name] for column in table]


async def invite(desk: DeskRequest) -> Answer:
    """Return a link that gives a right once, as a sheet to print; what is wrong stays typed."""
    values = {name: desk.sent(name) for name in ("role", "organisation", "language", "ends")}
    mistakes: dict[str, str] = {}
    ends_at = end_of(desk, "ends", mistakes)
    role = next((role for role in Role if role == values["role"]), None)
    if role is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    organisation_id = await _organisation(desk, role, values["organisation"], mistakes)
    language = _language(desk, role, values["language"], mistakes)
    if mistakes:
        return await _shown(desk, values, mistakes)
    turn = desk.turn
    invitation = Invitation(
        role,
        desk.district.id,
        organisation_id=organisation_id,
        language=language,
        ends_at=ends_at,
        given_by=turn.person.id,
    )
    return await invited(desk, invitation)


async def invited(desk: DeskRequest, invitation: Invitation) -> Shown:
    """Store an invitation and return the sheet with its link, which is shown only now."""
    turn = desk.turn
    rules.may_invite(turn.person, invitation)
    token = await inviting.invite(desk.store, turn.person, invitation, turn.now, turn.origin)
    return Shown(
        "invited.html",
        {
            "role": ROLES[invitation.role] if invitation.role else "",
            "codes": codes(inviting.links(turn.services, token)),
            "until": (turn.now + GOOD_FOR).astimezone(ZoneInfo(desk.district.zone)),
        },
        is_done=True,
    )


def codes(links: Sequence[str]) -> list[tuple[str, Html]]:
    """Return each link with its QR code."""
    return [(link, Html(qr_code(link))) for link in links]


def end_of(desk: DeskRequest, name: str, mistakes: dict[str, str]) -> datetime | None:
    """Return the moment at which the day in a field is over, None for an empty field.

    What is wrong with it is added to ``mistakes``.
    """
    problem = ""
    try:
        day = typed_day(desk.sent(name), desk.turn.today, is_end=True)
        if day is None:
            return None
        return rules.end_of_day(day, desk.district.zone, desk.turn.now)
    except Wrong:
        problem = WORDS[Problem.NO_DAY]
    except Refusal as refusal:
        problem = WORDS[refusal.problem]
    mistakes[name] = plain(desk.turn.tr(problem))
    return None


async def _organisation(
    desk: DeskRequest, role: Role, name: str, mistakes: dict[str, str]
) -> int | None:
    """Return whose offers an editor will keep, None for other roles."""
    if role is not Role.EDITOR:
        return None
    known = await places.organisation_ids(desk.store, desk.district.id, ())
    if name not in known:
        problem = mark("An editor needs an organisation. Please choose one.")
        mistakes["organisation"] = plain(desk.turn.tr(problem))
    return known.get(name)


def _language(desk: DeskRequest, role: Role, code: str, mistakes: dict[str, str]) -> str:
    """Return into which language a translator will translate, "" for other roles."""
    if role is not Role.TRANSLATOR:
        return ""
    if code not in others(desk):
        problem = mark("A translator needs a language. Please choose one.")
        mistakes["language"] = plain(desk.turn.tr(problem))
    return code


async def _shown(
    desk: DeskRequest, values: Mapping[str, str], mistakes: Mapping[str, str]
) -> Shown:
    table = _columns(desk)
    state = lists.read(desk, ("role",), table, "")
    counts = await grants.count_roles(desk.store, desk.district.id)
    wanted = role_asked(desk)
    total = counts.get(wanted, 0) if wanted else sum(counts.values())
    state = lists.on_last_page(state, total)
    listed = await grants.page(
        desk.store, desk.district.id, wanted, limit=state.size, offset=state.offset
    )
    return Shown(
        "people.html",
        {
            "state": state,
            "total": total,
            "columns": lists.shown_columns(state, table),
            "rows": await rows(desk, listed),
            "roles": ROLES,
            "filters": [_role_filter(desk, counts, state)],
            "kept_views": await views.kept(desk, state),
            "fields": await _fields(desk),
            "values": values,
            "mistakes": mistakes,
        },
        status=400 if mistakes else 200,
    )


def role_asked(desk: DeskRequest) -> Role | None:
    """Return the role that the address filters by, None for all."""
    return next((role for role in Role if role == desk.asked("role")), None)


def _columns(desk: DeskRequest) -> tuple[Column, ...]:
    """Return the columns; that of accounts is there where the office has a provider of them."""
    has_accounts = bool(desk.turn.services.config.providers)
    return tuple(column for column in TABLE if column.name != "account" or has_accounts)


def _role_filter(desk: DeskRequest, counts: Mapping[Role, int], state: ListState) -> Filter:
    labels = [(role.value, plain(desk.turn.tr(words))) for role, words in ROLES.items()]
    chosen = state.filters.get("role", "")
    return Filter(
        "role", mark("Role"), lists.options(labels, lambda role: counts.get(Role(role), 0), chosen)
    )


async def rows(desk: DeskRequest, listed: Sequence[Grant]) -> list[GrantRow]:
    """Return grants as the table shows them."""
    known = await places.organisation_ids(desk.store, desk.district.id, ())
    names = {organisation_id: name for name, organisation_id in known.items()}
    zone, turn = ZoneInfo(desk.district.zone), desk.turn
    issuers = await accounts.issuers_of(desk.store, {grant.person_id for grant in listed})
    return [
        GrantRow(
            grant=grant,
            organisation=names.get(grant.right.organisation_id or 0, ""),
            account=names_of(turn.services, issuers.get(grant.person_id, ())),
            language=_name_of(desk, grant.right.language),
            since=grant.given_at.astimezone(zone).date(),
            last_day=_last_day(grant, zone),
            is_mine=grant.person_id == turn.person.id,
            is_over=not rules.is_in_force(grant.right, turn.now),
        )
        for grant in listed
    ]


def _name_of(desk: DeskRequest, code: str) -> str:
    return desk.name_of_texts(code) if code else ""


def _last_day(grant: Grant, zone: ZoneInfo) -> date | None:
    """Return the last day on which a grant gives its right, None for one without an end."""
    ends_at = grant.right.ends_at
    return (ends_at.astimezone(zone) - timedelta(seconds=1)).date() if ends_at else None


async def _fields(desk: DeskRequest) -> list[FormField]:
    tr = desk.turn.tr
    roles = [Choice(role.value, plain(tr(words))) for role, words in ROLES.items()]
    known = await places.organisation_ids(desk.store, desk.district.id, ())
    languages = [Choice(code, desk.name_of_texts(code)) for code in others(desk)]
    organisations = [Choice("", "–"), *(Choice(name, name) for name in sorted(known, key=sort_key))]
    return [
        FormField(name="role", label=mark("Role"), kind="choice", choices=roles),
        FormField(
            name="organisation",
            label=COLUMNS["organisation"],
            kind="choice",
            choices=organisations,
            hint=mark("Only for editors: whose offers they edit."),
        ),
        FormField(
            name="language",
            label=mark("Language"),
            kind="choice",
            choices=[Choice("", "–"), *languages],
            hint=mark("Only for translators: into which language they translate."),
        ),
        FormField(name="ends", label=mark("Last day"), hint=mark("Empty: without an end.")),
    ]
