"""Ties between US states and cities and Chinese provinces and cities, as data and charts."""
