"""Files that are read and written.

Each reader returns rows or drafts, and reports every mistake with its place.
"""
