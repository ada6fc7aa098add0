"""Pure decisions: may this be done, what follows from it. Asked by storage under the lock, and by screens."""
