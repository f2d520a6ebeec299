"""What the machine refuses, said to a person: a file that is not there, may not be read, or is a folder."""

from __future__ import annotations

import errno

from edo_gateway.domain.text import Text

_OF_CODE = {
    errno.ENOENT: Text("Файла {name} нет. Проверьте путь.", "There is no file {name}. Check the path."),
    errno.EISDIR: Text("{name} – папка, а нужен файл. Назовите файл.", "{name} is a folder. Name a file."),
    errno.ENOTDIR: Text("{name} – файл, а нужна папка. Назовите папку.", "{name} is a file. Name a folder."),
    errno.EACCES: Text(
        "К {name} нет доступа. Дайте права тому, кто запускает команду.",
        "{name} may not be opened. Give the right to whoever runs the command.",
    ),
    errno.EEXIST: Text(
        "{name} уже есть, и поверх него ничего не пишется. Назовите другой файл.",
        "{name} exists, and nothing is written over it. Name another file.",
    ),
    errno.ENOSPC: Text(
        "На диске нет места для {name}. Освободите его и повторите.",
        "The disk has no room for {name}. Make some and repeat.",
    ),
    errno.EADDRINUSE: Text(
        "Этот адрес или порт занят другой программой. Назовите другой или остановите её.",
        "Another program holds this address or port. Name another one, or stop it.",
    ),
}


def said(error: OSError) -> Text:
    """The sentence; the system's own words where ours are not at hand."""
    told = _OF_CODE.get(error.errno or 0)
    if told is None or (error.filename is None and "{name}" in told.ru):
        return Text(str(error), str(error))
    return told.filled(name=error.filename)
