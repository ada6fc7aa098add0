"""What is shown of offers, what may go with a message, and what start links say."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attachments import Attachment
from bot.domain.offers import Details, Offer, OfferText, Schedule, State, Target, TextState
from bot.rules import attachments, offers
from bot.rules.problems import NOTED, Problem
from bot.rules.starts import NO_START, Start, is_payload, parse_start, start_payload
from tests.harness.databases import NOW
from tests.refusals import refuses

TODAY = NOW.date()
DETAILS = Details("Volkshochschule", (OfferText("de", "Deutschkurs"),))
PDF = b"%PDF-1.7 ..."


def offer(**changes: object) -> Offer:
    """An offer with other details."""
    return Offer(1, 1, "17", replace(DETAILS, **changes), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(("expires_at", "shown"), [
    (None, True), (TODAY, True), (TODAY + timedelta(days=1), True),
    (TODAY - timedelta(days=1), False),
])  # fmt: skip
def test_an_offer_is_shown_on_its_last_day(expires_at: date | None, shown: bool) -> None:
    dated = offer(expires_at=expires_at)
    assert offers.is_shown(dated, TODAY) is shown
    if shown:
        assert offers.shown(dated, TODAY) is dated
    else:
        with refuses(Problem.OFFER_GONE):
            offers.shown(dated, TODAY)


@pytest.mark.parametrize("state", list(State))
def test_only_what_is_published_is_shown(state: State) -> None:
    assert offers.is_shown(offer(state=state), TODAY) is (state is State.PUBLISHED)


def test_what_is_not_there_is_gone() -> None:
    with refuses(Problem.OFFER_GONE):
        offers.shown(None, TODAY)


@pytest.mark.parametrize(("starts", "evening"), [
    ((), False), ((time(16, 59),), False), ((time(17),), True), ((time(9), time(18, 30)), True),
])  # fmt: skip
def test_evenings_begin_at_five(starts: tuple[time, ...], evening: bool) -> None:
    schedules = tuple(Schedule("FREQ=DAILY", None, start) for start in starts)
    assert offers.is_evening(replace(DETAILS, schedules=schedules)) is evening


@pytest.mark.parametrize(("targets", "women", "children"), [
    (set(), False, False), ({Target.WOMEN}, True, False), ({Target.CHILDREN}, False, True),
    ({Target.FAMILIES, Target.WOMEN}, True, True),
    ({Target.YOUNG_PEOPLE, Target.OLDER_PEOPLE}, False, False),
])  # fmt: skip
def test_whom_an_offer_is_for(targets: set[Target], women: bool, children: bool) -> None:
    details = replace(DETAILS, targets=frozenset(targets))
    assert offers.is_for_women(details) is women
    assert offers.is_for_children(details) is children


@pytest.mark.parametrize(("first", "last", "bounds"), [
    ("", "", (None, None)), ("A0", "", (0, 0)), ("A2", "B2", (2, 4)), ("", "B1", (None, 3)),
    ("C2", "C2", (6, 6)),
])  # fmt: skip
def test_levels_are_positions(first: str, last: str, bounds: tuple[int | None, int | None]) -> None:
    """A course that names one level is for this level."""
    assert offers.level_bounds(replace(DETAILS, level_from=first, level_to=last)) == bounds


def test_what_has_a_day_goes_into_a_calendar() -> None:
    hours, course = Schedule("FREQ=DAILY", None, time(9)), Schedule("FREQ=DAILY", TODAY, time(9))
    once = Schedule("", TODAY, time(18))
    assert offers.single_dates(replace(DETAILS, schedules=(hours, course, once))) == [course, once]


def test_what_can_be_reported() -> None:
    assert [offers.report_kind(kind) for kind in ("wrong", "closed")] == ["wrong", "closed"]
    with refuses(Problem.UNKNOWN_BUTTON):
        offers.report_kind("stolen")


def test_a_new_description_makes_the_others_stale() -> None:
    texts = (
        OfferText("uk", "Курс", "alt", "крок"),
        OfferText("de", "Kurs", "alt", "anrufen", TextState.STALE),
        OfferText("en", "Course", state=TextState.CHECKED),
    )  # fmt: skip
    assert offers.rewritten(texts, "neu") == (
        OfferText("de", "Kurs", "neu", "anrufen", TextState.ORIGINAL),
        OfferText("en", "Course", state=TextState.STALE),
        OfferText("uk", "Курс", "alt", "крок", TextState.STALE),
    )


def test_a_german_description_comes_under_the_title_there_is() -> None:
    assert offers.rewritten([OfferText("uk", "Курс"), OfferText("en", "Course")], "neu")[
        0
    ] == OfferText("de", "Course", "neu")


def test_problems_that_may_be_an_attack_are_noted() -> None:
    assert {
        Problem.NOT_ALLOWED,
        Problem.UNKNOWN_BUTTON,
        Problem.INVITATION_GONE,
        Problem.OTHER_DISTRICT,
    } < NOTED
    assert not {Problem.TOO_LONG, Problem.GROUP_FULL, Problem.OFFER_GONE, Problem.EMPTY} & NOTED


@pytest.mark.parametrize(("name", "mime", "content", "kept", "kind"), [
    ("Plan.PDF", "", PDF, "Plan.pdf", "application/pdf"),
    ("a.jpeg", "image/png", b"\xff\xd8\xff\xe0", "a.jpg", "image/jpeg"),
    ("photo", "image/png", b"\x89PNG\r\n\x1a\n...", "photo.png", "image/png"),
    ("", "application/pdf", PDF, "lotse.pdf", "application/pdf"),
    ("C:\\Ordner\\Mein  Plan.pdf", "", PDF, "Mein Plan.pdf", "application/pdf"),
    ("../../etc/plan.pdf", "", PDF, "plan.pdf", "application/pdf"),
    ("x.odt", "", b"PK\x03\x04.", "x.odt", "application/vnd.oasis.opendocument.text"),
    ("x.docx", "", b"PK\x03\x04.", "x.docx",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("wort " * 30 + ".pdf", "", PDF, ("wort " * 30)[:59].rsplit(" ", 1)[0] + "….pdf",
     "application/pdf"),
    ("x" * 60 + ".pdf", "", PDF, "x" * 60 + ".pdf", "application/pdf"),
    ("x" * 61 + ".pdf", "", PDF, "x" * 59 + "….pdf", "application/pdf"),
    (" .. .pdf", "", PDF, "lotse.pdf", "application/pdf"),
    ("scan.xyz", "application/pdf", PDF, "scan.pdf", "application/pdf"),
])  # fmt: skip
def test_files_get_a_clean_name_and_their_kind(
    name: str, mime: str, content: bytes, kept: str, kind: str
) -> None:
    given_ = Attachment(name, mime, len(content), content)
    assert attachments.checked(given_) == Attachment(kept, kind, len(content), content)


@pytest.mark.parametrize(("file", "problem"), [
    (Attachment("a.exe", "application/x-msdownload", 4, b"MZ.."), Problem.FILE_KIND),
    (Attachment("a.pdf", "application/pdf", 0, b""), Problem.FILE_KIND),
    (Attachment("a.pdf", "application/pdf", 4, b"MZ.."), Problem.FILE_KIND),
    (Attachment("a.png", "image/png", 4, b"x\x89PNG\r\n\x1a\n"), Problem.FILE_KIND),
    (Attachment("a.pdf", "application/pdf", 5 * 2**20 + 1), Problem.LARGE_FILE),
    (Attachment("a.exe", "", 5 * 2**20 + 1), Problem.FILE_KIND),
])  # fmt: skip
def test_files_that_do_not_go(file: Attachment, problem: Problem) -> None:
    with refuses(problem):
        attachments.checked(file)


def test_a_file_that_was_not_read_yet_is_judged_by_its_name() -> None:
    """Five mebibytes are enough, and what comes is looked at again."""
    remote = Attachment("a.pdf", "application/pdf", 5 * 2**20, remote="x")
    assert attachments.checked(remote) == remote
    assert not attachments.is_what_it_says(remote)
    assert attachments.is_what_it_says(replace(remote, content=PDF + b"x" * (5 * 2**20 - len(PDF))))
    assert not attachments.is_what_it_says(replace(remote, content=PDF + b"x" * (5 * 2**20)))
    assert not attachments.is_what_it_says(replace(remote, content=b"GIF89a"))


TOKEN = "0123456789abcdef" * 2


@pytest.mark.parametrize(("payload", "start"), [
    ("o17_l-ar_p-rathaus", Start(17, "ar", poster="rathaus")),
    ("d-waldshut", Start(district="waldshut")),
    (f"i-{TOKEN}", Start(invitation=TOKEN)), ("l-de-simple", Start(language="de-simple")),
    ("o" + "9" * 18, Start(int("9" * 18))), ("o" + "9" * 19, NO_START), ("o0", NO_START),
    ("ox_l-uk", Start(language="uk")),
    ("xo17", NO_START), ("o17x", NO_START), ("z-unknown", NO_START), ("lang", NO_START),
    ("", NO_START),
    ("a b", NO_START), ("l-ar!", NO_START), ("l-" + "x" * 62, Start(language="x" * 62)),
    ("l-" + "x" * 63, NO_START),
    (f"i-{TOKEN}0", NO_START), (f"i-{TOKEN.upper()}", NO_START), ("o17_o18", Start(17)),
])  # fmt: skip
def test_start_links(payload: str, start: Start) -> None:
    assert parse_start(payload) == start
    assert parse_start(payload).invitation in ("", TOKEN)


@pytest.mark.parametrize(("text", "fits"), [
    ("", False), ("a", True), ("A-z_9", True), ("x" * 64, True), ("x" * 65, False), ("ä", False),
    ("a\n", False), ("a b", False),
])  # fmt: skip
def test_what_a_link_can_carry(text: str, fits: bool) -> None:
    assert is_payload(text) is fits


words = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", max_size=10)


@given(st.builds(Start, st.integers(0, 10**9), words, words, words, st.just("")))
def test_what_is_written_into_a_link_is_read_back(start: Start) -> None:
    payload = start_payload(start)
    assert parse_start(payload) == start
    assert is_payload(payload) or start == NO_START


def test_a_link_says_only_what_is_given() -> None:
    assert start_payload(NO_START) == ""
    assert (
        start_payload(Start(17, "ar", "waldshut", "rathaus", TOKEN))
        == f"o17_l-ar_d-waldshut_p-rathaus_i-{TOKEN}"
    )
