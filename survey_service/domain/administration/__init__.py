"""Who runs the installation: accounts, legal texts, audit log, backup."""
