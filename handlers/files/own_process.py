"""Work on files in a process of its own, whose memory is free afterwards."""

import subprocess
import sys
from collections.abc import Mapping

LONGEST = 120
"""Maximum time that a file may take, in seconds."""


def output_of(*arguments: str, job: bytes, environment: Mapping[str, str] | None = None) -> bytes:
    """Return what Python prints, started with ``arguments``, for a job on its standard input.

    ``environment`` None is our own. Raises subprocess.SubprocessError if it fails or takes too
    long.
    """
    command = [sys.executable, *arguments]
    made = subprocess.run(  # noqa: S603  our own code, and what people wrote is its input
        command, input=job, capture_output=True, timeout=LONGEST, check=True, env=environment
    )
    return made.stdout
