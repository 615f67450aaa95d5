"""What the command line tells: each report is a value, and `drumbeat.cli` prints it."""
