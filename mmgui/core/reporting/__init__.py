"""What is written for others: reports, tables of answers, charts and maps as files. Knows no Qt."""
