export const ADD_HELP = `
The configuration is one YAML file; docs/syncline.yaml shows every key. It is made if it is not there.

Examples:
  syncline add photos ~/Photos /mnt/usb/Photos --schedule '{at: 02:30}'
  syncline secret set backup-server
  syncline add mail /srv/mail ftpes://mail@backup.example.org/mail --mode clone --group backups \\
      --destination-password secret:backup-server --schedule '{days: mon-fri, every: 10 minutes}'`;

export const EDIT_HELP = `
What is not given stays as it is, comments in the file too. Lists are replaced: give all patterns again. With nothing given
the item opens in the editor that VISUAL or EDITOR names.

Examples:
  syncline edit mail --mode two-way --max-delete 10%
  syncline edit mail --set limits.connections=4 --set 'trash={keepDays: 90}' --unset schedule`;

export const COPY_HELP = `
What is not given is as in the other item, comments too. The copy has a journal of its own, and needs a place of its own to write to.

Example:
  syncline copy mail mail-offsite --destination ftpes://mail@offsite.example.org/mail`;

export const RUN_HELP = `
Items that share a part of a place take turns. An item that has a log file writes what happens into it. Exits as the worst
of the runs; with several items every line tells whose it is, and the last one the totals. Two endpoints with --mode, and with
the options of sync, are run as by sync.

Examples:
  syncline run mail
  syncline run --group backups --dry-run
  syncline run --all --quiet`;

export const PROBE_HELP = `
Small files are written, replaced and renamed in a folder of their own at the root, and removed again. The password comes
from SYNCLINE_SOURCE_PASSWORD or SYNCLINE_DESTINATION_PASSWORD, or is asked for. Of an SFTP server the fingerprint of its
host key is shown.

Examples:
  syncline probe ftpes://me@backup.example.org/mail
  syncline probe sftp://me@backup.example.org/mail --key ~/.ssh/id_ed25519`;

export const CHECK_HELP = `
Errors are told with line, column and key. Exit 0 when the configuration can be used, 2 when it can't.`;

export const EXPORT_HELP = `
References to passwords are kept; a password that stands in the configuration itself is left out. Relative paths become
absolute.`;

export const IMPORT_HELP = `
All of its items are added, or none of them.`;

export const SECRET_HELP = `
Secrets are kept beside the configuration, encrypted (AES-256-GCM) with a key that its owner alone can read; the
environment variable SYNCLINE_KEY_FILE puts the key elsewhere. An item refers to one as { secret: NAME }.

Examples:
  syncline secret set backup-server                          asks for it
  pass show backup | syncline secret set backup-server
  syncline secret set backup-key < ~/.ssh/backup-key         a private key, for privateKey
  syncline secret rm backup-server`;
