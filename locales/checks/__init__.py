"""Checks of the words of one language, each a function from a ``Book`` to its findings."""
