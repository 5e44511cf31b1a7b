"""The provision desk: the library of projects and services, awards, allowances with their cards, deliveries."""
