"""Words and buttons, as values. A screen says what is so; it decides nothing and sends nothing."""
