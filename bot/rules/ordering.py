"""Things that stand in an order which people change, one step at a time."""

from collections.abc import Sequence

from bot.rules.problems import Problem, Refusal


def moved(order: Sequence[int], moved_id: int, step: int) -> list[int]:
    """Return the ids with one of them a place up (-1) or down (1); at either end nothing moves.

    Refuses an id that is not among them.
    """
    if moved_id not in order:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    here, found = order.index(moved_id), list(order)
    there = min(max(here + step, 0), len(found) - 1)
    found[here], found[there] = found[there], found[here]
    return found
