"""Reads of this window, within the reach of the one who looks."""
