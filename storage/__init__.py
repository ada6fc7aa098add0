"""What the catalogue can do, in verbs. Takes a connection, gives back values of ``bot.domain``; no row escapes."""
