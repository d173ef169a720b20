"""What has no place in a text for learners.

Leaked prompts, planted instructions, personal data and links that the source does not hold.
"""
