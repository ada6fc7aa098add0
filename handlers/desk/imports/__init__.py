"""Lists of offers that an office brings in, step by step."""
