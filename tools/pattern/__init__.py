"""空窗口: an empty window, to be copied by ``make programme``."""
