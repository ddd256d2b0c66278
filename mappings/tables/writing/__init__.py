"""Writing a document through a table, and the account of what the system cannot take."""
