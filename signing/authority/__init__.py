"""Certificates of our own issue: the company authority, and the sample infrastructure."""
