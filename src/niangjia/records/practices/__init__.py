"""Which union runs which practice from when, with which values of its own."""
