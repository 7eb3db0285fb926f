"""What a worker does: thin durable workflows over the domain."""
