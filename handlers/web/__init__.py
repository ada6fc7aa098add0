"""The web channel: the web server with the chat, public pages, links of e-mails, and metrics."""
