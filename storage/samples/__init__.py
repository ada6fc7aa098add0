"""Five districts to try with: real municipalities, invented offers, measures and half-years."""

from pathlib import Path

SAMPLES = Path(__file__).parent
PASSAGES = SAMPLES / "passages.vectors"
"""What the offers mean, made by ``python -m handlers.files.sample_vectors``."""
PLANS = SAMPLES / "plans"
DOCUMENTS = SAMPLES / "documents"
"""Documents of the info pool, and their files."""
