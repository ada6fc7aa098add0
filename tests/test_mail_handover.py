"""Mail servers that close the connection: what they took is not sent again, the rest is."""

import asyncio
from dataclasses import replace
from email.message import EmailMessage

from bot.config_sections import Email
from bot.domain.outcomes import Outcome, Sent, TryLater, Unknown
from handlers.email.channel import EmailChannel
from handlers.workflows.services import Services
from storage.engine.database import Database
from tests.harness.databases import NOW

LEAVES = {
    "greeting": TryLater, "EHLO": TryLater, "MAIL": TryLater, "RCPT": TryLater, "DATA": Unknown,
    ".": Unknown, "QUIT": Sent, "": Sent,
}  # fmt: skip
"""When a server closes the connection, and what that means for the mail."""
TEMPORARY = "421 4.3.2 closing"
ANSWERS = {"greeting": "220 x", "DATA": "354 go on", "QUIT": "221 bye"}


class Server:
    """A mail server that leaves at a ``moment``, with ``last_words`` or without any."""

    def __init__(self, moment: str, last_words: str = "") -> None:
        self._moment = moment
        self._last_words = last_words
        self.taken = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said = "greeting"
        while said and said != self._moment:
            self.taken += said == "."
            writer.write(f"{ANSWERS.get(said, '250 OK')}\r\n".encode())
            said = await (_text_end(reader) if said == "DATA" else _command(reader))
        writer.write(f"{self._last_words}\r\n".encode() if self._last_words else b"")
        writer.close()


async def _command(reader: asyncio.StreamReader) -> str:
    return (await reader.readline()).decode().strip().partition(" ")[0]


async def _text_end(reader: asyncio.StreamReader) -> str:
    while line := (await reader.readline()).strip():
        if line == b".":
            return "."
    return await _text_end(reader) if not reader.at_eof() else ""


async def sent(database: Database, services: Services, server: Server) -> Outcome:
    """What becomes of a mail at a server."""
    running = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = running.sockets[0].getsockname()[1]
    email = Email(port=port, security="none", sender="lotse@kreis.example")
    world = replace(services, config=replace(services.config, email=email))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "lotse@kreis.example", "a@example.org", "x"
    mail["Message-ID"] = "<1@x>"
    mail.set_content("x\n\ny")
    try:
        return await EmailChannel(database, world, lambda: NOW).send(mail)
    finally:
        running.close()


async def test_k13_what_a_server_took_before_it_left_is_not_sent_again(
    database: Database, services: Services
) -> None:
    wrong = []
    for moment, outcome in LEAVES.items():
        server = Server(moment)
        meant = await sent(database, services, server)
        if not isinstance(meant, outcome) or server.taken != isinstance(meant, Sent):
            wrong.append((moment, meant, server.taken))
    assert not wrong


async def test_k13_a_server_that_closes_with_words_is_tried_later(
    database: Database, services: Services
) -> None:
    wrong = []
    for moment in LEAVES:
        meant = await sent(database, services, Server(moment, TEMPORARY))
        expected = Sent if moment in ("QUIT", "") else TryLater
        if not isinstance(meant, expected):
            wrong.append((moment, meant))
    assert not wrong
