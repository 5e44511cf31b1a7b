"""Invitations, codes sent to phones, second factors: how somebody shows who they are."""
