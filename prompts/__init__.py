"""The content types, one folder each, found by discovery.

Pure: no Prefect, no clients, no I/O beyond reading the templates.
"""
