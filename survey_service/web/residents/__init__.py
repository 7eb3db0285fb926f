"""Residents answer without an account."""
