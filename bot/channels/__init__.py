"""Where people meet the bot. A channel turns what arrives into an event, and a reply into messages."""
