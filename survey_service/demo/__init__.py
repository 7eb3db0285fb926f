"""The demo municipality: invented content, brought in by the same use cases as real content."""
