"""Letters: a definition and a template each, facts computed before, PDF/A-2a and PDF/UA-1 after."""
