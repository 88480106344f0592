"""From a scene to a socket: `codec` (bytes), `trace` (one run), `library` (all runs), `protocol` and
`session`.

A trace is computed lazily, encoded once and shared by everybody who asks for the same params. Nothing in here
knows HTTP, a page or a web framework: a session gets three functions (receive, send text, send bytes) and no
more.
"""
