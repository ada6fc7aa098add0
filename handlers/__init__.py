"""Everything that happens: a press, a typed text, a request, a tick, a command. A handler returns a Screen; it never sends."""
