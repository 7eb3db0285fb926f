"""What associations do: their members' returns, and the Stellungnahme they write together."""
