"""The spaCy pipeline components, one file each."""
