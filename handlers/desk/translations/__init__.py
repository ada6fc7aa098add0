"""Translations at the desk: what is missing, the editor, files out and in."""
