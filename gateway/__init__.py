"""What happens to a plan: rules, exchange, store, broker, security, and the ways in."""
