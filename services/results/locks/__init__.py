"""One flight for equal calls: across the tasks and threads of a process, processes and machines."""
