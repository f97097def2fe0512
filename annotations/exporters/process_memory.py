"""How much memory another process holds, where the system does not bound it for us."""

import ctypes
import sys
from typing import Any

_OF_TASK = 4
_TASK_BYTES = 96
_MAY_ASK = 0x1000


def memory_of(pid: int) -> int:
    """Bytes that a process holds; 0 where that can't be known, or where a limit of its own bounds it (Linux)."""
    if sys.platform == "darwin":
        return _on_macos(pid)
    return _on_windows(pid) if sys.platform == "win32" else 0


def _on_macos(pid: int) -> int:
    """The second field of `struct proc_taskinfo` (sys/proc_info.h) is the resident size."""
    library = ctypes.CDLL("/usr/lib/libproc.dylib")
    info = (ctypes.c_uint64 * (_TASK_BYTES // 8))()
    size = library.proc_pidinfo(pid, _OF_TASK, ctypes.c_uint64(0), ctypes.byref(info), _TASK_BYTES)
    return int(info[1]) if size == _TASK_BYTES else 0


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS (psapi.h)."""

    _fields_ = [
        ("cb", ctypes.c_uint32),
        ("PageFaultCount", ctypes.c_uint32),
        *((name, ctypes.c_size_t) for name in (
            "PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage",
            "QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage",
        )),
    ]  # fmt: skip


def _on_windows(pid: int) -> int:
    """What it has committed, touched or not."""
    kernel: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]  # there on Windows only
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.OpenProcess(_MAY_ASK, False, pid))
    if not handle:
        return 0
    counters = _Counters(cb=ctypes.sizeof(_Counters))
    is_known = kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb)
    kernel.CloseHandle(handle)
    return int(counters.PagefileUsage) if is_known else 0
