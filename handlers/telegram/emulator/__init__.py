"""A pretend Telegram Bot API over real HTTP, strict like the real one. It shares no code with the bot.

``state``: chats, people, messages, updates, and the log of what was accepted (the ground truth). ``methods``: what the bot may
ask. ``rules`` and ``markup``: what is refused, in Telegram's words. ``people``: those who say, press and see. ``faults``: what goes
wrong on the way. ``server``: HTTP. ``page``: a look at its chats. ``python -m handlers.telegram.emulator`` starts it alone.
"""
