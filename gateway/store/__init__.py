"""The store behind a protocol of rows, streams, leases and fences: SQLite embedded, and (later) PostgreSQL."""
