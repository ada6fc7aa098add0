"""Five districts to try with: real municipalities, invented offers, measures and half-years."""

from pathlib import Path

SAMPLES = Path(__file__).parent
PLANS = SAMPLES / "plans"
