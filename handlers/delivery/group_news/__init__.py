"""Events of groups with what showing them needs: one module a subject of the events.

Each module loads all events of its subject at once, whatever their number.
"""
