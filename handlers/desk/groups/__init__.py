"""Groups, what belongs to them, and all meetings."""
