"""Messages to people of the hall; public notices and objections."""
