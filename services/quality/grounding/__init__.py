"""Grounding: what a claim says beyond its quote stands in the source.

Numbers, dates, units, proper names, maths and code.
"""
