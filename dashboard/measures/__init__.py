"""Counts of what a view holds. Every number that a page or chart shows is made here."""
