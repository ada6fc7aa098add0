"""Emulates the Telegram Bot API over real HTTP, as strictly as the real one.

It shares no code with the bot. ``state``: chats, people, messages, updates, and the log of what was
accepted (the ground truth). ``methods``: the methods of the Bot API. ``rules`` and ``markup``: what
is refused, in Telegram's words. ``people``: users who write, press and read. ``faults``: what goes
wrong on the way. ``server``: HTTP. ``page``: its chats in a browser. ``python -m
handlers.telegram.emulator`` starts it alone.
"""
