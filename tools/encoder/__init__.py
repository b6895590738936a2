"""How the encoder that ships is made: `make encoder`."""
