"""The tree of unions, its two lines, and who holds which post."""
