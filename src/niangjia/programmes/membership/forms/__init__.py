"""All that comes into this window is checked here, once."""
