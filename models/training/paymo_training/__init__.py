"""Trains Paymo's fraud model from feature files and writes a model folder."""
