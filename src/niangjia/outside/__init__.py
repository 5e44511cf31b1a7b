"""Outside: doors to the world. Pure towards the house; what comes in is looked at before it is believed."""
