"""Small faults put into a module one at a time, to learn which of them no test notices."""
