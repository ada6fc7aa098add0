"""Pure decisions: may this be done, and what follows from it.

Storage asks them under the lock that protects the write, screens ask them before they offer a
button. They raise ``Refusal`` with a ``Problem`` when something may not be done.
"""
