"""Hostile input at length: coverage-guided, mutated, and from the hostile corpora."""
