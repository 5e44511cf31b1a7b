"""Restricted money: funds, buckets, journals, entitlements."""
