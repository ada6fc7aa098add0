"""Measurements, as commands that anyone can repeat.

Peers run in the same run, so results are ratios.
"""
