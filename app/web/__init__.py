"""Pages, HTTP answers and sockets: thin, and no mathematics.

`assets` finds and serves files, `pages` fills templates, `api` answers programs, `sockets` joins a WebSocket
to a session of `app.stream`, `security` says what a browser may do with all of it.
"""
