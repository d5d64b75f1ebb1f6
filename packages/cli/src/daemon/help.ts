export const DAEMON_HELP = `
The log goes to standard output, one JSON object a line. Console and API answer on http://127.0.0.1:7470 unless the
configuration says otherwise (http: { listen: … }). Until a password is set the log at the start, and 'syncline status',
show the address to set one at.
An edit of the configuration is in force at once; one that is not in order is refused, and what ran before goes on.
SIGTERM or Ctrl-C: what is in hand is finished or rolled back, within 10 seconds. SIGHUP: the configuration and the
certificate are looked at now; they are followed without it, too.

Example:
  syncline daemon --config /etc/syncline/syncline.yaml --state /var/lib/syncline`;

export const STATUS_HELP = `
States: running, live, waiting, in-sync, approved (held deletes that the next run carries out), new; and those that need
somebody: failed, held (deletes wait for approval), partial (some paths could not be done), overdue. The exit code is 1
when an item needs somebody, or the configuration was refused (a new start would fail), 4 when no daemon runs.`;
