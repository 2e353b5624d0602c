"""Runs lines of the AWS CLI without a start of Python for each: every line is a fork of this process, which has the CLI loaded.

Asked on a port of 127.0.0.1 (printed first): the number of arguments and the arguments, a line each. Answered: the output, a record
separator (0x1e) and the exit code.
"""

import os
import signal
import socket

import awscli.clidriver

driver = awscli.clidriver.create_clidriver()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    connection, _ = server.accept()
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        lines = connection.makefile("r")
        arguments = [lines.readline().removesuffix("\n") for _ in range(int(lines.readline()))]
        os.dup2(connection.fileno(), 1)
        os.dup2(connection.fileno(), 2)
        try:
            code = driver.main(arguments)
        except SystemExit as end:
            code = end.code
        os.write(1, b"\x1e%d" % code)
        os._exit(0)
    connection.close()
