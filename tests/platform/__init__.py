"""One hub, two edges, twelve organisations: real processes over RabbitMQ and PostgreSQL."""
