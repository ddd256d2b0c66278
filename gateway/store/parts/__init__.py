"""The statements of the store, one file per concept; `gateway/store/sql.py` puts them together."""
