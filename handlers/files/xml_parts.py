"""XML of files from elsewhere, read so that nobody fills the memory with a few letters.

An element without content takes four letters in a file and a hundred bytes in memory, and an
archive holds millions of them in a few kilobytes. So only what a reader asks for is kept, each part
until it was read, and of at most ``MOST_HELD`` elements.
"""

from collections.abc import Collection, Iterator
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.ElementTree import DefusedXMLParser

from bot.domain.imports import FileProblem

MOST_HELD = 200_000
"""Maximum number of elements that are in memory at once: those of a row, of a list of styles."""
LONGEST_TAG = 1024 * 1024
"""Maximum length of a tag with its attributes, in bytes; so long is a part in which none ends."""
_CHUNK = 16 * 1024


class _Kept:
    """Builds the elements that are wanted, and forgets all else. A target of a parser."""

    def __init__(self, wanted: Collection[str], opening: Collection[str]) -> None:
        self.events = 0
        self._ready: list[Element] = []
        self._wanted = wanted
        self._opening = opening
        self._builder: TreeBuilder | None = None
        self._depth = self._held = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events += 1
        if self._builder is None:
            name = local(tag)
            if name in self._opening:
                self._ready.append(Element(tag, attributes))
            if self._wanted and name not in self._wanted:
                return
            self._builder, self._depth, self._held = TreeBuilder(), 0, 0
        self._depth += 1
        self._held += 1
        if self._held > MOST_HELD:
            raise FileProblem("file_bomb")
        self._builder.start(tag, attributes)

    def data(self, words: str) -> None:
        self.events += 1
        if self._builder is not None:
            self._builder.data(words)

    def end(self, tag: str) -> None:
        self.events += 1
        if self._builder is None:
            return
        self._builder.end(tag)
        self._depth -= 1
        if not self._depth:
            self._ready.append(self._builder.close())
            self._builder = None

    def close(self) -> None:
        """Nothing is left to be closed."""

    def take(self) -> list[Element]:
        """Return the elements that have begun or ended since the last time."""
        taken, self._ready = self._ready, []
        return taken


def elements(
    file: IO[bytes],
    wanted: Collection[str] = (),
    opening: Collection[str] = (),
    *,
    forbid_dtd: bool = False,
) -> Iterator[Element]:
    """Yield each wanted element with all that is in it, when it has ended.

    ``wanted`` are local names; without any it is the whole of the file, as one element. One that
    is inside of another is a part of that. Those of ``opening`` are yielded when they begin,
    without what is in them. ``forbid_dtd`` refuses a document type. Raises FileProblem where too
    much is held at once, ParseError, DefusedXmlException.
    """
    kept = _Kept(wanted, opening)
    parser = DefusedXMLParser(target=kept, forbid_dtd=forbid_dtd)
    silent = 0
    while chunk := file.read(_CHUNK):
        before = kept.events
        parser.feed(chunk)
        silent = 0 if kept.events > before else silent + len(chunk)
        if silent > LONGEST_TAG:
            raise FileProblem("file_bomb")
        yield from kept.take()
    parser.close()
    yield from kept.take()


def tree(content: bytes, *, forbid_dtd: bool = False) -> Element:
    """Return the whole of a small file. Raises like ``elements``."""
    return next(elements(BytesIO(content), forbid_dtd=forbid_dtd))


def local(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]
