"""Acts on one picture beside its form: replace, withdraw, give to the press, try again."""
