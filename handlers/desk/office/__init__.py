"""Colleagues and their rights, the district, the log."""
