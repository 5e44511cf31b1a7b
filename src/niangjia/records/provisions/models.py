"""Help in kind and in projects."""
