"""What several subjects of the dialogue need: access checks, and work that two of them ask for."""
