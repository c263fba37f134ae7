"""What is open now and the work behind it: a bus, parts that know the parts below them, four lanes of threads."""
