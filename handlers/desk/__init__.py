"""The desk: pages and forms of the office, for people with a keyboard."""
