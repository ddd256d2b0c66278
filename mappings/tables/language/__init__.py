"""The language of mapping tables: what a table may say of places and fields."""
