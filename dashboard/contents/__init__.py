"""What each page says, one file a page: a view -> an ordered list of blocks."""
