"""A SIP that goes all the way on this computer, to look at: `samspel demo`."""
