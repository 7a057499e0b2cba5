"""Files of jobs: uploads and produced files, encrypted as everything private is."""

from common.vault import PART, Folder

__all__ = ["PART", "delete", "exists", "read", "sweep", "write"]

_folder = Folder("jobs")
write, read, exists, delete, sweep = _folder.write, _folder.read, _folder.exists, _folder.delete, _folder.sweep
