"""Whole exports of other services: one module a service, told apart by header names and keys. Facts: their public exporters and parsers."""
