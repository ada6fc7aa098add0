"""Notifications of browsers (Web Push): RFC 8030, RFC 8291, RFC 8292."""
