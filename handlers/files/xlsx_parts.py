"""Parts of an XLSX file: what they are related to, and the names of cells."""

import posixpath
import re
import zipfile

from handlers.files.xml_parts import tree

CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
"""The name of a cell: letters of the column, number of the row."""


def related(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """Return what a part is related to by a kind such as "hyperlink": relation id → target."""
    folder, file = posixpath.split(part)
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in archive.namelist():
        return {}
    return {
        str(relation.get("Id", "")): str(relation.get("Target", ""))
        for relation in tree(archive.read(relations))
        if relation.get("Type", "").endswith(f"/{kind}")
    }


def column(letters: str) -> int:
    """Return the position of a column from 0: "A" is 0, "AA" is 26."""
    column_number = 0
    for letter in letters:
        column_number = column_number * 26 + ord(letter) - 64
    return column_number - 1
