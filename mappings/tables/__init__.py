"""Mapping tables: how a journal system that nobody here has seen writes a SIP. See docs/tables.md."""
