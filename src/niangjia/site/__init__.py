"""The front door: settings, addresses, commands. The only floor that knows everybody."""
