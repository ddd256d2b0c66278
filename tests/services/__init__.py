"""RabbitMQ and PostgreSQL for tests: found by what the environment says, or started from Debian's packages."""
