"""Benchmarks: what our work costs beside bare libraries doing the least of it, measured in the same run."""
