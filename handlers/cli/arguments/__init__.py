"""The commands of the command line with their arguments, by subject."""
