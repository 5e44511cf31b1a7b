"""What happened, who did it, in a chain that shows every change."""
