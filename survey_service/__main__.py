"""``python -m survey_service``: the same as the command ``survey-service``."""

from survey_service.cli import main

if __name__ == "__main__":
    main()
