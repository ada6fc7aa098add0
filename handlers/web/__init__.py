"""The web channel: the only folder that speaks HTTP."""
