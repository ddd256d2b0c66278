"""The HTTP interface: parses, calls one use case, answers. On loopback only, until there is access control."""
