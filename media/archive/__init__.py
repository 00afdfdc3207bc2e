"""How pictures are met: the index, galleries, cards."""
