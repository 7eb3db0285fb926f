"""What is sent to organisations."""
