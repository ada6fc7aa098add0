"""Offers at the desk: the table, the form, changes of many, the history."""
