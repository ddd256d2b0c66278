"""The message broker behind a small protocol: an embedded one, and (later) RabbitMQ through pika."""
