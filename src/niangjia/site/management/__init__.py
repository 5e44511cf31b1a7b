"""Commands that call services and may run twice without harm."""
