"""Values, rules, words and screens. Pure: no SQL, no HTTP, no Telegram, no clock.

``bot.app`` and ``bot.__main__`` wire everything together and are imported by nobody.
"""
