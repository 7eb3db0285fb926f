"""Associations, organisations, facilities: what there is, and what changes it."""
