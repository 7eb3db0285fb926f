"""Who, when, stored, shown: the service around questionnaires, analysis and exports."""
