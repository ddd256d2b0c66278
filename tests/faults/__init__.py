"""Nothing lost, nothing doubled when things go wrong: real processes and faults, an oracle that reads the journals."""
