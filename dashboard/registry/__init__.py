"""Hold the data package against a registry of sister ties: pull, match, compare, adopt.

Only `dashboard.registry.pull` touches the network, and only when a curator runs
`python -m dashboard registry pull`. The dashboard itself imports nothing from here but
`dashboard.registry.record`.

=============  ====================================================================================
Pulling        `endpoints` (addresses, terms, robots) · `pull` (the request) · `kept` (answers on
               disk)
Reading        `normalise` · `cpaffc`, `wikidata` (one a registry) · `saved` (pages of a browser) ·
               `checks` (what is refused) · `rows` (what a row is) · `dates`
Matching       `names` (Chinese names) · `index` (our places by name) · `ends` (places) ·
               `candidates` · `match` (pairings) · `outcomes` (what may become of a row)
Telling        `diff` · `record` (for readers of the dashboard)
Adopting       `changes` (what a change is) · `questions` (to a person) · `edits` (in the tables) ·
               `replace` (all or nothing) · `adopt` · `worklists` · `tables` (CSV as text)
=============  ====================================================================================
"""
