"""Comments at the cells of an XLSX file: what people noted there, by row and position.

ECMA-376 part 1, 18.7. Excel writes the threads of newer versions there, too, for older programs.
"""

import posixpath
import zipfile
from xml.etree.ElementTree import Element

from handlers.files.sheet_marks import OUR_NAME
from handlers.files.xlsx_parts import CELL, column, related
from handlers.files.xml_parts import local, tree

_CUT = 80


def read(archive: zipfile.ZipFile, sheet: str) -> dict[int, dict[int, str]]:
    """Return the comments of a sheet, by row from 1 and position from 0, without ours."""
    found: dict[int, dict[int, str]] = {}
    for part in _parts(archive, sheet):
        root = tree(archive.read(part))
        authors = [author.text or "" for author in _all(root, "author")]
        for comment in _all(root, "comment"):
            cell = CELL.fullmatch(comment.get("ref", ""))
            author = int(comment.get("authorId", 0))
            words = " ".join("".join(text.text or "" for text in _all(comment, "t")).split())
            if cell and words and authors[author : author + 1] != [OUR_NAME]:
                found.setdefault(int(cell[2]), {})[column(cell[1])] = words[:_CUT]
    return found


def _parts(archive: zipfile.ZipFile, sheet: str) -> list[str]:
    """Return the names of the parts that hold the comments of a sheet."""
    folder, names = posixpath.dirname(sheet), archive.namelist()
    targets = related(archive, sheet, "comments").values()
    parts = (posixpath.normpath(posixpath.join(folder, target)).lstrip("/") for target in targets)
    return [part for part in parts if part in names]


def _all(root: Element, name: str) -> list[Element]:
    return [part for part in root.iter() if local(part.tag) == name]
