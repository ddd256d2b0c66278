"""Reading a system's export through a table: a careful walk that names every finding, and a quick pass before it."""
