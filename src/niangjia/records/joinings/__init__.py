"""What comes with joining: applications, doors to a union, benefits that begin, the card."""
