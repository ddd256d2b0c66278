"""`samspel doctor`: one check after another of everything that the gateway stands on, and what to do."""
