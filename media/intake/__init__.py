"""How pictures come in: one, many, from sheets, instead of others."""
