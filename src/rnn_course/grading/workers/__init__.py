"""The processes that grade: started, fed, ended."""
