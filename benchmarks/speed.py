"""How long a search takes: by catalogue, database and length of the question, with LIKE, full-text search and tantivy beside it."""
