"""The report to the council as part of a web page; its tables stand behind its charts."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from bot.screens.report_blocks import Block, Chart, Document, parts_of
from bot.templates import environment, markup
from bot.ui import Html

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_BAR = 310
"""Length of the longest bar of a chart, in units of its drawing."""
LONGEST_LABEL = 44
"""Maximum length of the label of a bar, in characters; the table has all of it."""
_ENVIRONMENT = environment(TEMPLATES)


def body(report: Document) -> Markup:
    """Return headings, paragraphs, tables and charts; every word of people is escaped."""
    blocks = [_block(block) for block in report.blocks]
    html = _ENVIRONMENT.get_template("report.html").render(blocks=blocks)
    return markup(Html(html))


def _block(block: Block) -> dict[str, Any]:
    parts = {**parts_of(block), "kind": type(block).__name__.lower()}
    return {**parts, "bars": _bars(block)} if isinstance(block, Chart) else parts


def _bars(chart: Chart) -> list[dict[str, Any]]:
    most = max((count for _, count in chart.bars), default=0) or 1
    return [
        {
            "label": label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…",
            "width": round(LONGEST_BAR * count / most),
            "number": count,
        }
        for label, count in chart.bars
    ]
