"""Benchmarks: each starts what it compares, and prints ratios with the machine's noise."""
