"""Statements become themes, by machine and by people."""
