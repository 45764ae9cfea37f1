"""One module per family of commands. Each imports its heavy parts inside the function that needs them."""
