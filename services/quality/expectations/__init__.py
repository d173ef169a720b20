"""A content type's own expectations over its rows, judged by Great Expectations or in Python."""
