"""The only folder that speaks Telegram.

An update: webhook or polling → ``updates.project`` → ``Inbox.receive`` (stored, committed, then acknowledged) → ``Lanes``, one
chat after its order → ``answers.answer`` inside one transaction → calls, stored with the effects → ``Outbox`` → Outcome.
"""
