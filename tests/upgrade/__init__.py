"""Upgrading from the last release: its rows, kept as it wrote them, through the migrations since."""
