"""The site: home, topics, member states, stories, search, the shell around every page, settings."""
