"""Where the world touches the program. Foreign errors and formats are translated here, once."""
