"""入会建会: an empty window, to be copied by ``make programme``."""
