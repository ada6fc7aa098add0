"""Pictures at the desk: the logo of the district, and one of each organisation that has one."""

from collections.abc import Callable
from functools import partial

from bot.i18n import mark
from bot.rules.desk import HOME
from bot.rules.pictures import LOGO, MOST_BYTES, PHOTO
from bot.rules.problems import Problem, Refusal
from handlers.desk.office.district import note
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.files.pictures import Picture, made
from handlers.web.uploads import TOO_LARGE
from storage.catalogue import pictures, places

PAGE = f"{HOME}/district/pictures"
LONGEST_UPLOAD = MOST_BYTES + 64 * 1024
"""Maximum size of the form with a file, in bytes."""
TOO_BIG = mark("This file is too large. It can be up to 5 MB.")
UNREADABLE = mark("The picture cannot be read. Please send a PNG or JPEG file.")


async def show(desk: DeskRequest) -> Answer:
    """Return the page with what is shown now."""
    return await _shown(desk)


async def prepare(desk: DeskRequest) -> Callable[[], Picture | None]:
    """Return what makes the picture of a form; None for what is none."""
    content = next((file.content for file in desk.sent_files("file")), b"")
    return partial(made, content, PHOTO if desk.sent("organisation") else LOGO)


async def hear(desk: DeskRequest) -> Answer:
    """Show another picture, or none; or say what is wrong with the file."""
    await places.locked_district(desk.store, desk.district.id)
    organisation_id = await _organisation_id(desk)
    if desk.sent("act") == "remove":
        return await _show(desk, organisation_id, "")
    if desk.sent_all(TOO_LARGE):
        return await _shown(desk, TOO_BIG)
    if not isinstance(desk.prepared, Picture):
        return await _shown(desk, UNREADABLE)
    await pictures.keep(desk.store, desk.prepared.name, desk.prepared.content)
    return await _show(desk, organisation_id, desk.prepared.name)


async def _organisation_id(desk: DeskRequest) -> int | None:
    """Return the organisation of a form, None for the district. Raises Refusal for others'."""
    sent = desk.sent("organisation")
    if not sent:
        return None
    known = await pictures.organisations(desk.store, desk.district.id)
    found = next((organisation.id for organisation in known if str(organisation.id) == sent), None)
    if found is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return found


async def _show(desk: DeskRequest, organisation_id: int | None, name: str) -> Done:
    if organisation_id is None:
        await pictures.show_district(desk.store, desk.district.id, name)
    else:
        await pictures.show_organisation(desk.store, organisation_id, name)
    shown_by = "logo" if organisation_id is None else f"picture {organisation_id}"
    await note(desk, {shown_by: bool(name)})
    return Done(f"{PAGE}?said=saved")


async def _shown(desk: DeskRequest, wrong: str = "") -> Shown:
    values = {
        "organisations": await pictures.organisations(desk.store, desk.district.id),
        "wrong": wrong,
    }
    return Shown("pictures.html", values, 422 if wrong else 200)
