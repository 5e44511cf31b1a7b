"""The shelves: one small Django app a noun. Written only by the desks of ``casework`` and by ``batch``."""
