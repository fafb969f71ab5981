"""Benchmarks: each prints one JSON line with a ratio measured side by side in one run."""
