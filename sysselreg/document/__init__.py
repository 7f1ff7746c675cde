"""Documents: templates, narrative text, charts and PDF. Takes only figures that have passed disclosure control."""
