"""What this window keeps of its own: nothing; what it works with is shared and stands on the shelves."""
