"""News of groups as people get them: one module a subject of ``bot.domain.group_events``."""
