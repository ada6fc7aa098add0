"""Handlers of presses, typed texts, requests, ticks and commands.

A handler returns a Screen; it never sends.
"""
