"""The socio-economic calculation: what one person in work is worth to whom (design: figures, The calculation)."""
