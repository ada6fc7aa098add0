"""The verbs of the database: they take a Store and return values of ``bot.domain``, never rows."""
