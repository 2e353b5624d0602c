import { COMMAND } from '../terminal/terminal.ts';

/** The help of `stop` after its options. */
export const STOP_HELP = `
Servers are named by their IDs, or chosen by what people know them by; all of
the options that choose have to fit, and one --except is enough to be left out.
In a glob, * is any text and ? one character; it fits the whole text, and case
counts. At a terminal the choice is shown and asked about once. The set is
pinned for this run only: the next run chooses again. A server that no longer
fits right before its stop is held. If more servers fit than --at-most allows
(default: SELECT_AT_MOST, 50), or the list of servers is incomplete, none is
stopped.

The cloud is chosen as by every OpenStack client: --cloud, else OS_CLOUD, else
OS_AUTH_URL and related variables, else the only cloud in clouds.yaml.
STOP_WINDOW, STOP_WINDOW_MAX, STOP_PATIENCE, STOP_QUARANTINE, LOOK_FIRST,
LOOK_AGAIN_MIN, LOOK_AGAIN_MAX, STOP_AT_MOST_PER_REQUEST and OS_ALLOW_ADMIN
also apply, and so do the guards STOP_REQUIRES, NEVER_STOP and STOP_ONLY. A
freeze does only with --stack or LIGHTS_OUT_STACK.

Servers that you name by their IDs may be any number, unless
STOP_AT_MOST_PER_REQUEST is set: then a longer list stops nothing. Set it where
a wrong file would do harm.

Ctrl-C sends no more stops, lists the stops under way (accepted by the cloud,
not confirmed off, or somebody else's) and exits. A second one exits at once.

A problem that only you can fix (refused credentials, a wrong address) ends the
run at once, unless a stop was already sent. An address counts as wrong when
the first look at every server fails with an unknown host, a refused connection
or an answer that is neither TLS nor HTTP.

Exit codes:
  0    all servers are off (--dry-run: would be stopped, or are off;
       --no-wait: accepted, or off)
  1    some servers are not; or nothing was stopped, because the answer was no,
       no server fits, too many do, or the list of servers is not complete
  2    usage or configuration error, refused credentials, wrong address, or a
       cloud too old to choose servers in
  130  interrupted

Examples (run them in the checkout, and review the list before you stop the
servers in it):
  ${COMMAND} stop 6f70656e-7374-4163-8b20-6e6f74206f66
  ${COMMAND} stop --tag env=dev --except-tag keep
  ${COMMAND} stop --name 'ci-*' --at-most 5 --yes
  openstack server list --name '^rack-3-' -f csv -c ID -c Name > rack-3.csv
  ${COMMAND} stop --dry-run --servers-from rack-3.csv
  ${COMMAND} stop --servers-from rack-3.csv --window 30m`;
