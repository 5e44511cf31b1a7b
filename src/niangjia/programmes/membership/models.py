"""What this window keeps of its own; all that is shared stands on the shelves."""
