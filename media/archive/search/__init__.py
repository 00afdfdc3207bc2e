"""One search for everything: what was asked, what pages say, and the engine of each database."""
