"""The only SQL. Tables, one module per subject, and the migrations that made them."""
