"""What a version of a report to the council changed, in the words of its headings."""

from bot.screens.report_blocks import Block, Document, Heading


def changed_parts(before: Document, after: Document) -> tuple[str, ...]:
    """Return the headings of parts that a version added, changed or left out, in their order."""
    old, new = _parts(before), _parts(after)
    names = dict.fromkeys((*new, *old))
    return tuple(name for name in names if old.get(name) != new.get(name))


def _parts(report: Document) -> dict[str, list[Block]]:
    """Return heading → the blocks below it; equal headings are one part."""
    parts: dict[str, list[Block]] = {}
    heading = ""
    for block in report.blocks:
        if isinstance(block, Heading):
            heading = block.words
            parts.setdefault(heading, [])
        else:
            parts[heading].append(block)
    return parts
