"""What `check` and `grade` do alike: restore a notebook, run it, judge it.

Every module here needs the installed package alone: no checkout, no gradebook, no
nbgrader, no Linux. The grader adds its confined processes and its gradebook.
"""
