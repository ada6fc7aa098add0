"""The log: lines or JSON, a number for each request, and nothing of what people wrote."""

import asyncio
import json
import logging
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.environment import ROOT
from bot.log_lines import formatter, one_request, unquoted
from handlers.dialogue.conversation import Conversation
from handlers.web.server import web_app
from tests.harness.databases import NOW
from tests.harness.server import free_port, running

KEY = "ab" * 32
WORDS = "Amina Okafor"


class Lines(logging.Handler):
    def __init__(self, shape: str) -> None:
        super().__init__()
        self.setFormatter(formatter(shape))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


async def fails(_: web.Request) -> web.Response:
    logging.getLogger("trial").warning("first")
    await asyncio.sleep(0)
    raise ValueError(WORDS)


@pytest.mark.logs_errors
@pytest.mark.parametrize("shape", ["line", "json"])
async def test_lines_of_one_request_have_one_number_and_no_words(
    conversation: Conversation, shape: str
) -> None:
    handler = Lines(shape)
    logging.getLogger().addHandler(handler)
    app = web_app(conversation, lambda: NOW, more=(web.get("/fails", fails),))
    try:
        async with TestClient(TestServer(app)) as client:
            both = await asyncio.gather(*(client.get(f"/fails?q={WORDS}") for _ in range(2)))
        logging.getLogger("trial").warning("outside")
    finally:
        logging.getLogger().removeHandler(handler)
    assert [answer.status for answer in both] == [500, 500]
    lines = handler.lines
    assert len(lines) == 5, lines
    numbers = [
        json.loads(line).get("request", "-")
        if shape == "json"
        else re.match(r"\S+ \S+ [A-Z]+ \[(\S+)\] ", line)[1]
        for line in lines
    ]
    assert numbers.count("-") == 1, "outside of requests there is none"
    assert sorted(numbers.count(number) for number in set(numbers)) == [1, 2, 2]
    assert WORDS not in "".join(lines)
    assert "Okafor" not in "".join(lines)
    assert sum("ValueError" in line and "in fails" in line for line in lines) == 2


def test_a_line_of_json_is_an_object_whatever_it_says() -> None:
    record = logging.LogRecord("a", 30, "", 0, 'said "%s"\n{', ("Grüße\x00\u2028",), None)
    with one_request() as number:
        line = formatter("json").format(record)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": json.loads(line)["time"],
        "level": "WARNING",
        "name": "a",
        "message": 'said "Grüße\x00\u2028"\n{',
        "request": number,
    }
    assert "request" not in json.loads(formatter("json").format(record))


UNCAUGHT = """
import asyncio, gc, threading, warnings
from bot import environment, log_lines

def fails(words):
    raise ValueError(words)

async def task():
    fails("WORDS")

async def generator():
    try:
        yield 1
    finally:
        fails("WORDS")

async def connected(reader, writer):
    fails("WORDS")

class Gone:
    def __del__(self):
        fails("WORDS")

async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_lines.failed_in_loop)
    asyncio.ensure_future(task())
    loop.call_soon(fails, "WORDS")
    asyncio.ensure_future(asyncio.sleep(3600))  # is cancelled at the end
    values = generator()
    await values.__anext__()
    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    await reader.read()
    del values
    for _ in range(9):
        gc.collect()
        await asyncio.sleep(0)
    writer.close()

environment.quiet_logs("DEBUG", SHAPE)
log_lines.quiet_errors()
asyncio.run(main())
Gone()
warnings.warn("WORDS")
thread = threading.Thread(target=fails, args=("WORDS",))
thread.start()
thread.join()
"""
"""Every way that Python has to tell of an error that nobody caught."""


@pytest.mark.parametrize("shape", ["line", "json"])
def test_errors_that_nobody_catches_are_logged_without_their_words(shape: str) -> None:
    script = UNCAUGHT.replace("WORDS", WORDS).replace("SHAPE", repr(shape))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert WORDS not in done.stdout + done.stderr
    assert done.stderr.count("ValueError") == 6, done.stderr


def test_what_telegram_quotes_is_not_logged() -> None:
    said = f'Bad Request: can\'t parse entities: unsupported start tag "{WORDS}" at byte offset 7'
    assert WORDS not in unquoted(said)
    assert unquoted(said).startswith("Bad Request: can't parse entities")


def fetched(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_server_logs_json_reads_its_key_from_a_file_and_shows_metrics_apart(
    tmp_path: Path,
) -> None:
    secret = tmp_path / "secret_key"
    secret.write_text(f"{KEY}\n")
    port = free_port()
    settings = {
        "LOTSE_SECRET_KEY_FILE": str(secret),
        "LOTSE_LOG_FORMAT": "json",
        "LOTSE_METRICS_PORT": str(port),
    }
    with running(tmp_path, "run", LOTSE_WEB_PORT=str(free_port()), **settings) as server:
        status, shown = fetched(f"http://127.0.0.1:{port}/metrics")
        assert status == 200
        assert "lotse_ready 1.0" in shown
        assert 'lotse_round_age_seconds{round="clock"}' in shown
        assert fetched(f"{server.address}/metrics")[0] == 404
        assert fetched(f"http://127.0.0.1:{port}/chat")[0] == 404
        with running(tmp_path, "run", LOTSE_WEB_PORT=str(free_port()), **settings) as second:
            assert fetched(f"{second.address}/healthz")[0] == 200, "people are served all the same"
            assert "metrics cannot be served" in second.printed
            assert second.stop() == 0
        assert server.stop() == 0
    lines = [json.loads(line) for line in server.printed.splitlines()]
    assert any(line["message"].startswith("ready on ") for line in lines)
    assert KEY not in server.printed
