"""Files of reports at the desk: asked for here, made in the background, and taken from here."""

from bot.domain.council_reports import DRAFT, ReportFile, ReportFileState
from bot.rules.problems import Problem, Refusal
from bot.screens.problems import words
from bot.text import whole
from handlers.desk.measures.reviews import period_of
from handlers.desk.page import Answer, DeskRequest, Done, File, Shown
from handlers.files.report_files import TYPES
from storage.measures import council_reports, report_files


async def ask(desk: DeskRequest) -> Answer:
    """Let a file be made, and go where it can be taken. Refuses a version that is not there."""
    period, version = period_of(desk), whole(desk.sent("version"), 4) or DRAFT
    suffix = desk.sent("as")
    if suffix not in TYPES:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    known = await council_reports.versions(desk.store, desk.district.id, period)
    if version not in (DRAFT, *(report.version for report in known)):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    wanted = ReportFile(
        id=0,
        district_id=desk.district.id,
        period=period,
        version=version,
        suffix=suffix,
        language=desk.turn.tr.language.code,
        asked_at=desk.turn.now,
    )
    return Done(f"{desk.path}/{await report_files.ask(desk.store, wanted)}")


async def look(desk: DeskRequest) -> Answer:
    """Return how far a file is; with ``as=file`` in the address the file itself."""
    file = await report_files.by_id(desk.store, desk.row_id())
    is_here = file is not None and file.district_id == desk.district.id
    if file is None or not is_here or str(file.period) != desk.parts["period"]:
        raise Refusal(Problem.FILE_GONE)
    if desk.asked("as") == "file" and file.state is ReportFileState.DONE:
        content = await report_files.content_of(desk.store, file.id)
        return File(_name(desk, file), TYPES[file.suffix], content)
    problem = Problem(file.reason) if file.reason else Problem.FILE_FAILED
    values = {"file": file, "name": _name(desk, file), "problem": words(desk.turn.tr, problem)}
    return Shown("report_file.html", values)


def _name(desk: DeskRequest, file: ReportFile) -> str:
    version = f"v{file.version}" if file.version != DRAFT else "entwurf"
    return f"{desk.district.slug}-{file.period}-{version}.{file.suffix}"
