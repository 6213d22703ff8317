"""The RNN course. It needs a Python from 3.8 on to start, and nothing else.

  python3 course.py lab          open the lessons in JupyterLab
  python3 course.py test         run the tests, which prove that everything works
  python3 course.py pack         write a folder for computers without internet
  python3 course.py WORD ...     any other word goes to the course's own program:
                                 check, progress, build, grade and more

The first start downloads about 0.5 GB into the folder .venv beside this file and
takes some minutes. Every later start installs nothing and needs no network.
The course runs on Python 3.11, 3.12 or 3.13: this file finds one that is here, or
fetches one into the folder .python. To begin afresh, delete .venv and start again.
"""

import os
import sys

if sys.version_info < (3, 8):  # Python 2, too, must come this far
    sys.exit(
        "The course starts with Python 3.8 or later; %s is %d.%d. Install Python 3.13 "
        "from python.org, or name another Python here: python3.13 course.py lab"
        % ((sys.executable,) + tuple(sys.version_info[:2]))
    )
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from launcher.start import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], __doc__))
