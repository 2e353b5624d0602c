import { COMMAND } from '../terminal/terminal.ts';

const READING = `
While the letters are read, they are hidden from others for some seconds; then
all are back, also after Ctrl-C. The queue may not show every letter at once:
the command says so when it saw fewer than the queue says that it has.`;

const END = `  2    usage or configuration error, the stack cannot be read, or a right is
       missing
  130  interrupted`;

/** The help of `dead-letters list` after its options. */
export const LIST_HELP = `${READING}

Exit codes:
  0    done; also when the queue is empty
  1    not all letters were read, or not all could be put back
${END}

Examples (run them in the checkout):
  ${COMMAND} dead-letters list --stack prod
  ${COMMAND} dead-letters list --stack prod --reason expired
  ${COMMAND} dead-letters list --stack prod --json`;

/** The help of `dead-letters show` after its options. */
export const SHOW_HELP = `
The server is looked at now, with the clouds that are configured here, as the
worker would look at it; nothing is sent and nothing is written.
${READING}

Exit codes:
  0    done
  1    there is no such letter, or the queue does not answer
${END}

Examples (run them in the checkout):
  ${COMMAND} dead-letters show 0d1c2b3a --stack prod
  ${COMMAND} dead-letters show 0d1c2b3a --stack prod --json`;

/** The help of `dead-letters replay` after its options. */
export const REPLAY_HELP = `
A replay is the same request, asked for again: its window begins now, and
whoever started a server since the request was first made keeps it on. Each
server is looked at first. A letter stays in the queue if a user has overtaken
it, if its server is held or frozen, or if it would end as it did. A server
whose cloud is not configured here is replayed without a look here: the worker
looks.

A letter is removed only after its message was accepted. It may be replayed any
number of times: no server is stopped twice for it. Ctrl-C leaves the letters
that were not reached in the queue.

Exit codes:
  0    all were replayed (--dry-run: would be); also when the queue is empty
  1    some were left, or the answer was no
${END}

Examples (run them in the checkout):
  ${COMMAND} dead-letters replay --stack prod --dry-run
  ${COMMAND} dead-letters replay --stack prod --reason expired
  ${COMMAND} dead-letters replay 0d1c2b3a --stack prod --yes`;

/** The help of `dead-letters drop` after its options. */
export const DROP_HELP = `
Exit codes:
  0    all were removed
  1    some were not, there is no such letter, or the answer was no
${END}

Examples (run them in the checkout):
  ${COMMAND} dead-letters drop 0d1c2b3a --stack prod
  ${COMMAND} dead-letters drop 0d1c2b3a 9f8e7d6c --yes`;
