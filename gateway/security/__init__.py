"""Keys, seals between gateways, encryption at rest, and the chain over the audit."""
