"""What a rule says no with, exactly."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.rules.cells import Wrong
from bot.rules.problems import Problem, Refusal


@contextmanager
def refuses(problem: Problem) -> Iterator[None]:
    """A refusal with this problem and no other."""
    with pytest.raises(Refusal) as refused:
        yield
    assert refused.value.problem is problem
    assert str(refused.value) == problem.value


@contextmanager
def is_wrong(code: str, proposal: str = "") -> Iterator[None]:
    """A cell that cannot be taken, with this proposal."""
    with pytest.raises(Wrong) as wrong:
        yield
    assert (wrong.value.code, wrong.value.proposal) == (code, proposal)
    assert str(wrong.value) == code
