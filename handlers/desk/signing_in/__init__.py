"""The second factor and the ways to sign in."""
