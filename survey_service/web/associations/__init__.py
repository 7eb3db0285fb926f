"""Pages of the associations: members' returns and the Stellungnahme."""
