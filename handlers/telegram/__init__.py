"""The only folder that speaks Telegram.

An update: webhook or polling → ``UpdateInbox.receive`` (``updates.project``; stored, committed,
then acknowledged) → ``ChatScheduler`` (the chats in turn) → ``UpdateProcessor``
(``answers.answer``; the effects and the calls of the reply in one transaction of the
``GroupCommit``) → ``ReplySender`` → ``TelegramSender`` (``RateLimiter``) → ``Outcome``.

A message that nobody asked for: ``TelegramChannel`` → ``TelegramSender`` → ``Outcome``.
"""
