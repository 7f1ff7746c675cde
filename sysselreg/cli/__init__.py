"""The command line: one module a command, which only translates between words and the pipeline."""
