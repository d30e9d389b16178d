"""The treaty desk: the map, a page for each country, all pairs, accessions, roads, and what is unknown."""
