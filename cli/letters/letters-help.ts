import { COMMAND } from '../terminal/terminal.ts';

const READING = `
While the letters are read, they are hidden from others for some seconds; then
all are back, also after Ctrl-C. The queue may not show every letter at once:
the command says so when it saw fewer than the queue says that it has.`;

/** The help of `dead-letters list` after its options. */
export const LIST_HELP = `${READING}

Exit codes:
  0    done; also when the queue is empty
  1    not all letters were read, or not all could be put back
  2    usage or configuration error, the stack cannot be read, or a right is
       missing
  130  interrupted

Examples (run them in the checkout):
  ${COMMAND} dead-letters list --stack prod
  ${COMMAND} dead-letters list --stack prod --reason expired
  ${COMMAND} dead-letters list --stack prod --json`;
