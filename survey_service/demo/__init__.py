"""The demo municipality: invented content, brought in through the same use cases as real content."""
