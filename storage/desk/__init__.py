"""What only the desk stores: forms being filled in, what can be undone, marks on what waits."""
