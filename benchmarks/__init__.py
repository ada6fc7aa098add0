"""What is measured, by commands that anyone can repeat; peers run in the same run, results are ratios."""
