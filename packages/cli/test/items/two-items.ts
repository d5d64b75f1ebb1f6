/** A configuration with comments, of an item with a schedule and one that is live. */
export const TWO = `# mine
items:
  # the mail
  - name: mail
    group: backups
    mode: clone
    source: /srv/mail
    destination: { type: ftp, server: h, username: me, password: { env: PW } }
    schedule: { days: mon-fri, at: 02:30 }
  - name: photos
    description: "Photos \\e[2J"
    source: ~/Photos
    destination: /mnt/photos
    live: true
`;
