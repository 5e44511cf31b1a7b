"""The windows of the hall, all of one shape; no window knows another."""
