"""Messages to many people: written, looked at, sent, corrected."""
