"""Titles, source lines, filter words and alt texts, made from the data shown."""
