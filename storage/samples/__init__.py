"""Five districts to try with: real municipalities, invented offers."""

from pathlib import Path

SAMPLES = Path(__file__).parent
