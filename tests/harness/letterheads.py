"""Letterheads as offices have them, and a logo."""

import struct
import zlib
from io import BytesIO

import docx


def png(width: int = 40, height: int = 20, red: int = 200) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    row = b"\0" + bytes((red, 10, 10)) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * height))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


LOGO = png()


def paper(*lines: str, header: str = "", parts: tuple[str, ...] = ()) -> bytes:
    """Return a DOCX with these lines; ``parts`` is one more line, in runs of its own."""
    word = docx.Document()
    word.sections[0].header.paragraphs[0].add_run(header)
    for line in lines:
        word.add_paragraph(line)
    if parts:
        paragraph = word.add_paragraph()
        for part in parts:
            paragraph.add_run(part).bold = part != parts[0]
    into = BytesIO()
    word.save(into)
    return into.getvalue()
