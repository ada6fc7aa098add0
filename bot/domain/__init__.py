"""Frozen values of the field, named as the field names them."""
