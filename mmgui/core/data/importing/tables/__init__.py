"""Tables of every form: text, spreadsheets, JSON, Parquet; their letters, quotes, headers and odd rows."""
