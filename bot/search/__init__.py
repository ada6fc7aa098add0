"""Understanding of typed text: from words to weighted terms."""
