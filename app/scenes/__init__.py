"""The topics of the lecture, one file each, and what they are made of (`frame`, `scene`, `charts`).

A scene turns params into frames. It may use networks (`app.nn`, `app.models`) and may not know a socket, a
page or a cache: `app.stream` and `app.web` do that for every scene alike.
"""
