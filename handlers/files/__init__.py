"""Files that come in and go out. Each reader gives rows or drafts, and names every mistake with its place."""
