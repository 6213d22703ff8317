"""`python -m rnn_course` is `rnn-course`."""

from .cli import main

if __name__ == "__main__":
    main()
