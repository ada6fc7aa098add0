"""The plan of measures, its reviews, and the report to the council."""
