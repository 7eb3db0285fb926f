"""Reproducible benchmarks: each figure beside its target and a baseline of the same run."""
