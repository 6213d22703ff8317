"""What course.py does before the course itself can run: standard library only.

start       one start: what is wanted, what is there, then hand over
roles       which words need which packages, and the lock of each role
pythons     find a Python that fits, or say what this machine should do
fetching    fetch a Python with uv into the course's folder
installing  make .venv, one start at a time; update beside it and switch
linking     put the course itself into .venv
commands    run pip and others with one calm line; what their words mean
packing     the folder for computers without internet
locking     make the lock files anew
lacking, choosing   small programs that run inside an environment, beside its pip

Everything here reads and runs as Python 3.8.
"""
