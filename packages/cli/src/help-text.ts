/** After the options of `syncline --help`. */
export const PROGRAM_HELP = `
Examples:
  syncline sync ~/Mail /mnt/backup/Mail                    copy what is new or changed
  syncline sync ~/Mail ftpes://me@example.org/mail --mode clone --dry-run

  syncline why ~/Mail /mnt/backup/Mail new/1.eml           tell why a path is as it is

syncline help sync tells everything about sync; syncline help COMMAND about the others, such as syncline help trash restore.
Exit codes and the variables of the environment are in syncline help sync.`;

/** After the options of `syncline sync --help`. */
export const SYNC_HELP = `
SOURCE and DESTINATION:
  /path, ./path                     a directory
  ftp://user@host:port/dir          FTP without TLS; dir is relative to the login directory
  ftp://user@host//dir              two slashes: dir is absolute on the server
  ftpes://…                         FTP with explicit TLS (port 21)
  ftps://…                          FTP with implicit TLS (port 990)
  sftp://user@host:port/dir         SFTP, over SSH (port 22)
  Characters such as @ : / % in a user name, password or path are written %40 %3A %2F %25.

Ignore lists and file checks take RE2 expressions: no look-around, no back-references.
A file check is PATH, PATH=RE, or PATH=[RE] where the path itself holds a '='.

An SFTP server is trusted if its host key is in ~/.ssh/known_hosts or is the one given with --trust-source or
--trust-destination (SHA256:…, as ssh-keygen -l shows it).

Environment:
  SYNCLINE_SOURCE_PASSWORD          password of SOURCE, or of its private key; set, even to nothing, nobody is asked
  SYNCLINE_DESTINATION_PASSWORD     password of DESTINATION
  XDG_STATE_HOME                    where the journal is kept, in the folder syncline (~/.local/state)
  NO_COLOR                          no colour

Exit codes (the first that applies):
  2    bad arguments, nothing touched
  130  interrupted
  5    another process works on the same pair, or on one that writes into the same place
  4    a server cannot be reached, or refused the login
  3    refused before anything was touched, or deletes are held
  1    some paths could not be read, held or written; the rest is in step
  0    in sync; with --live: ended after the first copy

Examples:
  syncline sync ~/Mail /mnt/backup/Mail
      copy what is new or changed
  syncline sync ~/Mail ftpes://me@example.org/mail --mode clone --dry-run
      show what would make the server's folder an exact copy
  syncline sync ~/Photos /mnt/usb/Photos --mode clone --max-delete 5% --ignore '^\\.thumbnails$'
      hold deletes if more than one file in twenty would go
  syncline sync ~/Mail ftpes://me@example.org/mail --mode clone --live
      keep the server's folder in step as mail comes, until Ctrl-C
  syncline sync ~/Mail sftp://me@example.org/mail --mode clone --key-destination ~/.ssh/id_ed25519
      to a server that is logged in to with a key
  syncline sync ~/Site ftp://web@10.0.0.5/htdocs --file-check-destination .writable --bandwidth 2MiB/s
      only if the file .writable is there, and not too fast`;
