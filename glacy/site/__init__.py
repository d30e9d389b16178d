"""The site: settings, addresses, base templates and static files of a node's web."""
