"""What came in: returns, their files, their rows; and facts frozen for a decision."""
