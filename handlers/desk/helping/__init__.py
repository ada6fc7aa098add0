"""Help requests of newcomers, as the office sees them."""
