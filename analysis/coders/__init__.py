"""Coder versions: one file per version, behind the interface in coder.py."""
