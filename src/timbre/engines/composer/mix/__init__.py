"""From a Score to sound: notes placed in time, channel strips, sends, stems. Knows nothing of styles or mastering."""
