"""What mentorbot shows over HTTP. So far: signs of life for whoever runs it."""
