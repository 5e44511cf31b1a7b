"""What is done in this window, as verbs, in the order of the story."""
