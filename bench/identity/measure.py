"""Runs a command and writes the most memory that it took, in MiB, to a file.

usage: measure.py FILE COMMAND...
"""

import resource
import subprocess
import sys

code = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as f:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=f)
sys.exit(code)
