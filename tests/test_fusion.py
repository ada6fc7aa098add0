"""What words and meaning found together."""

from bot.search.fusion import GAP, SIMILAR, fused
from bot.search.meaning import Near


def test_what_is_only_similar_ends_where_it_answers_no_more() -> None:
    """Every offer of a district is near to a question in some order; words keep theirs."""
    near = [Near(offer_id, 1_000_000 - offer_id) for offer_id in range(30)]
    assert len(fused([], near)) == SIMILAR
    known = [29, 28]
    assert {found.offer_id for found in fused(known, near)} == {*range(SIMILAR), *known}


def test_what_is_much_less_near_than_the_nearest_is_not_similar() -> None:
    near = [Near(1, 2 * GAP), Near(2, GAP), Near(3, GAP - 1)]
    assert [found.offer_id for found in fused([], near)] == [1, 2]
    assert fused([], []) == []
