"""The desks: the only hands that write shared records."""
