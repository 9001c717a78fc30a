"""A strict local stand-in for Telegram's Bot API server, with phones on a web page.

It knows nothing of mentorbot and imports nothing from it: what it refuses, it refuses because
Telegram does. `python -m mentorbot.standin` runs it alone; `server.Standin` runs it inside a
test or the demo; `phone.Phone` is a person's thumb for tests.
"""
