"""Measures of a district: what was planned, what shows it, what the council is told."""
