"""困难帮扶: hardship certified every quarter, and helped."""
