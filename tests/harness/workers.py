"""The processes that share the tests."""

import pytest


def groups_are_kept_together(session: pytest.Session) -> None:
    """Raise UsageError where pytest-xdist takes no note of groups, as with pytest 9.2.

    Then browsers, kills and clocks of the serial group would run in all processes at once.
    """
    if getattr(session.config.option, "loadgroup", False):
        marked = [item for item in session.items if item.get_closest_marker("xdist_group")]
        if lost := [item.nodeid for item in marked if "@" not in item.nodeid]:
            raise pytest.UsageError(f"{len(lost)} tests are not kept with their group: {lost[0]}")
