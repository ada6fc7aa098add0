"""``make mutants``: how many small faults, put into the code one at a time, the tests notice.

``making`` writes the faults with the operators of mutmut, ``swapping`` puts one into the running
program, ``trying`` runs the tests that reach it in a fork of a warm pytest, ``targets`` is the
table of what is examined, ``table`` counts and compares.

Neither mutmut nor cosmic-ray is run itself: both start a pytest for each mutant, which here costs
ten seconds (imports, migrated databases) where a fork costs a tenth of one.
"""
