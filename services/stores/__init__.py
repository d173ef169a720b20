"""Jobs and versions of packs: one behaviour over SQLite (the embedded default) and Firestore."""
