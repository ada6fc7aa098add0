"""The charts of a report as pictures, drawn by typst with the fonts of the PDF."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from bot.screens.report_blocks import Chart
from handlers.files.report_pdf import TEMPLATES, check_parts, font_folders

PIXELS_PER_INCH = 180.0
WIDTH = 160
"""Width of a picture, in millimetres: that of the text of a page."""


def pictures(charts: Sequence[Chart], language: str) -> list[bytes]:
    """Return a PNG for each chart; equal charts have equal bytes.

    typst keeps memory as long as a process runs, so large reports are made in one of their own.
    Raises MissingParts without typst or the fonts.
    """
    if not charts:
        return []
    check_parts()
    import typst

    with TemporaryDirectory(prefix="lotse-charts-") as folder:
        source = Path(folder) / "charts.typ"
        parts = [(TEMPLATES / name).read_text("utf-8") for name in ("bars.typ", "charts.typ")]
        source.write_text("\n".join(parts), "utf-8")
        pages = typst.compile(
            str(source),
            root=folder,
            font_paths=font_folders(),
            ignore_system_fonts=True,
            format="png",
            ppi=PIXELS_PER_INCH,
            sys_inputs={
                "charts": orjson.dumps([asdict(chart) for chart in charts]).decode(),
                "language": language.split("-")[0],
            },
            package_path=folder,
            package_cache_path=folder,
        )
    return pages if isinstance(pages, list) else [pages]
