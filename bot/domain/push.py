"""Notifications of browsers (Web Push): what a browser gives us to be reached."""

from dataclasses import dataclass, field

CHANNEL = "push"
"""The name of the channel; the address of a person there are all of their devices together."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser says when a person allows notifications (Push API, PushSubscription).

    ``endpoint`` is the URL of the browser's push service. ``p256dh`` is the public key of the
    browser and ``auth`` its secret, both base64url: with them only that browser reads a push.
    """

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that is notified; ``key_id`` is the key of ours that it was given."""

    id: int
    subscription: Subscription
    key_id: int


@dataclass(frozen=True, slots=True)
class PushKey:
    """A key pair of ours (VAPID, RFC 8292), both halves base64url without padding."""

    id: int
    private: str = field(repr=False)
    public: str
