"""What a maintainer runs offline. The bot needs none of it."""
