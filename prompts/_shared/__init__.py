"""What several content types share: template pieces, and pure parts for composing offline."""
