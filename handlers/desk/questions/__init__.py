"""Questions to the office: a list, a thread with its answer, and answers to be used again."""
