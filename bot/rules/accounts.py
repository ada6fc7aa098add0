"""What is refused of accounts at the identity provider of an office."""

from bot.rules.problems import Problem, Refusal


class NotSignedIn(Refusal):
    """Nobody was signed in. ``reason`` is a word for the log: what was wrong."""

    def __init__(self, problem: Problem, reason: str) -> None:
        super().__init__(problem)
        self.reason = reason
