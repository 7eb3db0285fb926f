"""Waves and consultations: prepared, opened, watched, ended."""
