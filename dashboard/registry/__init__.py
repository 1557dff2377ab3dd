"""Hold the data package against a registry of sister ties: pull, match, compare, adopt.

Only `dashboard.registry.pull` touches the network, and only when a curator runs
`python -m dashboard registry pull`. The dashboard itself imports nothing from here but
`dashboard.registry.record`.
"""
