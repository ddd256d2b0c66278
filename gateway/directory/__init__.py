"""Who takes part in the exchange: the shared part of the directory (the local part is `samspel.toml`)."""
