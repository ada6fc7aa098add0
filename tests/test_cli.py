"""The program as people start it: a process, an empty folder, a terminal."""

import asyncio
import re
import signal
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from handlers.telegram.emulator.server import Emulator
from tests.harness.databases import KEY
from tests.harness.patience import scaled
from tests.harness.server import Running, as_sampled, as_tried, free_port, lotse, running
from tests.harness.telegram import until


def test_try_prints_links_answers_and_touches_nothing_of_production(
    tmp_path: Path, url: str
) -> None:
    """A first start, without the encoder, and one with a key that production would refuse.

    ``test_package`` starts everything.
    """
    file = Path(url.removeprefix("sqlite:///"))
    before = file.read_bytes()
    for key in (KEY, "short"):
        production = {"LOTSE_DATABASE_URL": url, "LOTSE_SECRET_KEY": key}
        with running(tmp_path, "try", LOTSE_SEARCH_MEANING="off", **production) as server:
            _has_links_that_answer(server)
    assert file.read_bytes() == before
    assert (tmp_path / "var" / "try.sqlite").exists()
    assert not (tmp_path / "var" / "lotse.sqlite").exists()


def _has_links_that_answer(server: Running) -> None:
    assert {"newcomer", "volunteer", "coordinator"} <= {
        word.rstrip(":") for word in server.printed.split()
    }
    for role in ("newcomer", "volunteer", "coordinator"):
        with urllib.request.urlopen(f"{server.address}/try/{role}") as answer:
            assert answer.status == 200
    assert server.stop() == 0
    assert "Traceback" not in server.printed


def test_a_second_start_keeps_what_was_there(tmp_path: Path) -> None:
    as_tried(tmp_path)
    for _ in range(2):
        with running(tmp_path, "try") as server:
            assert server.stop(signal.SIGINT) == 0
    rows = (
        sqlite3.connect(tmp_path / "var" / "try.sqlite")
        .execute("SELECT count(*) FROM offer")
        .fetchone()
    )
    assert rows[0] >= 150
    assert oct((tmp_path / "var" / "secret.key").stat().st_mode)[-3:] == "600"


def test_a_taken_port_is_said_by_run_and_stepped_over_by_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = lotse(tmp_path, "run", LOTSE_WEB_PORT=str(port), LOTSE_SECRET_KEY=KEY)
        assert done.returncode == 2
        assert "address already in use" in done.stderr
        assert "Traceback" not in done.stderr
        with running(tmp_path, LOTSE_WEB_PORT=str(port)) as server:
            assert not server.address.endswith(f":{port}")


MISTAKES = (
    (("import", "nothing.csv", "--district", "waldshut"), "No such file"),
    (("import", "a.csv", "--district", "nowhere"), "there is no district nowhere"),
    (("import", "a.pdf", "--district", "waldshut"), "beschädigt"),
    (("restore", "nothing.sqlite"), "No such file"),
    (("search", "x", "--district", "nowhere"), "there is no district nowhere"),
)


def test_mistakes_at_the_terminal_get_a_sentence(tmp_path: Path, url: str) -> None:
    wrong = []
    as_sampled(tmp_path, url, KEY)
    for arguments, words in MISTAKES:
        done = lotse(tmp_path, *arguments)
        if (
            done.returncode not in (1, 2)
            or words not in done.stdout + done.stderr
            or "Traceback" in done.stderr
        ):
            wrong.append((arguments, done))
    assert not wrong


def test_wrong_settings_are_told_all_at_once(tmp_path: Path) -> None:
    done = lotse(
        tmp_path,
        "check-config",
        LOTSE_WEB_PORT="no",
        LOTSE_SECRET_KEY="short",
        LOTSE_LOG_LEVEL="LOUD",
        LOTSE_X="1",
        LOTSE_DATABASE_URL="mysql://x",
        LOTSE_TELEGRAM_TOKEN="x",
    )
    assert done.returncode == 2
    assert "6 mistakes" in done.stderr


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    lotse(tmp_path, "migrate")
    with sqlite3.connect(tmp_path / "var" / "lotse.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    done = lotse(tmp_path, "run", LOTSE_SECRET_KEY=KEY)
    assert done.returncode == 2
    assert "written by a newer Lotse" in done.stderr


def test_an_unexpected_error_is_a_sentence_and_a_traceback_only_when_asked_for(
    tmp_path: Path,
) -> None:
    """A table that is gone stands for whatever nobody thought of; a file of nonsense is known."""
    lotse(tmp_path, "migrate")
    with sqlite3.connect(tmp_path / "var" / "lotse.sqlite") as connection:
        connection.execute("DROP TABLE audit")
    connection.close()
    done = lotse(tmp_path, "audit")
    assert done.returncode == 2
    assert done.stderr.startswith("lotse: an unexpected error (OperationalError)")
    assert "Traceback" not in done.stderr
    assert "Traceback" in lotse(tmp_path, "audit", LOTSE_LOG_LEVEL="DEBUG").stderr
    (tmp_path / "var" / "lotse.sqlite").write_text("nonsense " * 1000)
    done = lotse(tmp_path, "audit")
    assert done.returncode == 2
    assert "is damaged, or is no database" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_new_district_an_import_a_search_an_export_and_a_backup(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;title;municipality\n1;Nähkurs am Abend;Neustadt\n", "utf-8")
    assert (
        lotse(tmp_path, "district", "add", "muster", "--name", "Landkreis Muster").returncode == 0
    )
    done = lotse(tmp_path, "import", "a.csv", "--district", "muster")
    assert done.returncode == 1
    assert "Zeile/row 2, Spalte/column municipality" in done.stdout
    assert (
        "neu/new: 1"
        in lotse(tmp_path, "import", "a.csv", "--district", "muster", "--new-municipalities").stdout
    )
    assert "Nähkurs am Abend" in lotse(tmp_path, "search", "nahkurs", "--district", "muster").stdout
    (tmp_path / "q.jsonl").write_text(
        '{"query": "Nähkurs", "language": "de", "district": "muster"}\n', "utf-8"
    )
    assert '"external_id":"1"' in lotse(tmp_path, "search", "--batch", "q.jsonl").stdout
    assert lotse(tmp_path, "export", "b.xlsx", "--district", "muster").returncode == 0
    assert (
        "unverändert/unchanged: 1"
        in lotse(tmp_path, "import", "b.xlsx", "--district", "muster").stdout
    )
    assert lotse(tmp_path, "backup", "backup.sqlite").returncode == 0
    assert lotse(tmp_path, "backup", "backup.sqlite").returncode == 2
    assert lotse(tmp_path, "forget").stdout.startswith("people: 0")


def test_no_secret_in_any_output_at_debug(tmp_path: Path) -> None:
    key = "f0" * 32
    with running(tmp_path, LOTSE_LOG_LEVEL="DEBUG", LOTSE_SECRET_KEY=key) as server:
        request = urllib.request.Request(
            f"{server.address}/try/volunteer", headers={"Accept-Language": "de"}
        )
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(request) as answer:
            assert answer.status == 200
        session = next(
            cookie.value
            for handler in opener.handlers
            for cookie in getattr(handler, "cookiejar", [])
        )
        server.stop()
        assert session
        assert session not in server.printed
        assert key not in server.printed


def test_try_with_a_pretended_telegram_shows_its_chats(tmp_path: Path) -> None:
    as_tried(tmp_path)
    with running(tmp_path, "try", "--telegram", LOTSE_WEB_PORT=str(free_port())) as server:
        address = re.search(r"pretended:\s+(\S+)", server.printed)
        assert address
        with urllib.request.urlopen(f"{address[1]}/chats") as answer:
            assert b"Sample (ar)" in answer.read()
        assert server.stop() == 0
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address[1])


async def test_a_token_and_a_server_are_enough(
    tmp_path: Path, emulator: Emulator, url: str
) -> None:
    settings = {
        "LOTSE_TELEGRAM_TOKEN": emulator.state.token,
        "LOTSE_TELEGRAM_API": emulator.url,
        "LOTSE_LOG_LEVEL": "DEBUG",
        "LOTSE_SECRET_KEY": KEY,
    }
    as_sampled(tmp_path, url, KEY)
    anna = emulator.world.person(1001, "ar")
    anna.say("/start")
    server = running(tmp_path, "run", LOTSE_WEB_PORT=str(free_port()), **settings)
    process = await asyncio.to_thread(server.__enter__)
    await until(lambda: bool(anna.sees))
    anna.press_label("العربية")
    await until(lambda: "Waldshut" in str(anna.last.buttons))
    assert await asyncio.to_thread(process.stop) == 0
    assert emulator.state.token.partition(":")[2] not in process.printed
    assert "Traceback" not in process.printed


def test_links_to_hand_out(tmp_path: Path, url: str) -> None:
    as_sampled(tmp_path, url, KEY)
    done = lotse(tmp_path, "invite", "volunteer", "--district", "waldshut")
    assert re.search(
        r"^i-[0-9a-f]{32}\nhttp://127.0.0.1:8080/chat\?start=i-[0-9a-f]{32}\n", done.stdout
    )
    done = lotse(
        tmp_path,
        "poster",
        "--district",
        "waldshut",
        "--language",
        "ar",
        "--name",
        "rathaus",
        LOTSE_WEB_PUBLIC_URL="https://lotse.example.org",
    )
    assert done.stdout.strip() == "posters/rathaus-ar.html"
    assert "https://lotse.example.org/chat?start=l-ar_d-waldshut_p-rathaus" in (
        tmp_path / "posters" / "rathaus-ar.html"
    ).read_text("utf-8")
    assert lotse(tmp_path, "audit").returncode == 0


@pytest.mark.xdist_group("serial")
def test_it_stops_gracefully_with_an_open_stream(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        opener.open(f"{server.address}/chat").close()
        stream = opener.open(f"{server.address}/chat/live")
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < scaled(10)
        stream.close()
