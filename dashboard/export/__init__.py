"""Files of what is on screen: the same for the panel, the data URLs and the command line."""
