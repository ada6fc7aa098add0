"""What waits for the office, and what is done with it."""
