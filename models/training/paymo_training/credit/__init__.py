"""Trains a credit model on any table of applicants."""
