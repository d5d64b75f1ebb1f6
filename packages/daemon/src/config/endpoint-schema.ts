import { parseAddress, parseServer, parseServerDirectory, readFingerprint } from '@syncline/model';
import { z } from 'zod';

import { fileCheckSchema } from './file-check-schema.js';
import { isOneLine, line, notation, wholeNumber, word } from './text-schema.js';

const HIGHEST_PORT = 65_535;
/** Names of secrets and of items (SPEC §1); `.` and `..` are names of directories. */
export const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;

/** How a secret is given without standing there itself. */
const references = [
  z.strictObject({ env: line('Environment variable that holds it', 'BACKUP_PASSWORD') }),
  z.strictObject({ file: line('File that holds it', '/run/secrets/backup') }),
  z.strictObject({
    secret: z
      .string()
      .regex(NAME, { error: 'is not the name of a secret: letters, digits, . _ - (at most 64)' })
      .meta({ description: 'Name in the encrypted store, see syncline secret set' }),
  }),
] as const;

/** How a secret is given: by reference, or literally, which is warned of. */
const secretSchema = z
  .union([
    ...references,
    z
      .string()
      .refine(isOneLine, { error: 'holds a line break or NUL, which no server can be sent' })
      .meta({ description: 'The password itself (with a warning)' }),
  ])
  .meta({ description: 'A secret: { env: NAME }, { file: PATH } or { secret: NAME }' });

/** What each side may say besides its endpoint. */
const aside = {
  ignore: z
    .array(line('RE2 pattern; one with a slash is tried on the path', '\\.db$'))
    .meta({ description: 'Names (with a slash: paths) that are left out on both sides' })
    .optional(),
  fileCheck: fileCheckSchema.optional(),
};

/** A key has many lines: it is never written into the configuration. */
const privateKeySchema = z
  .union(references, { error: 'is given as { file: PATH }, { env: NAME } or { secret: NAME }' })
  .meta({
    description:
      'The private key to log in with, instead of a password: { file: PATH }, { env: NAME } or { secret: NAME }',
  });

const fromUrl = {
  username: line('User name', 'backup').optional(),
  password: secretSchema.optional(),
  fingerprint: notation(
    'SHA-256 of the one certificate or host key that is accepted',
    readFingerprint,
    'a SHA-256 fingerprint (64 hex digits, colons allowed, or as ssh-keygen -l shows it)',
    'SHA256:5F2A…9C',
  ).optional(),
};

const directory = z
  .strictObject({
    type: z.literal('directory'),
    path: line('Absolute, from the home directory (~/), or relative to the configuration file', '/srv/mail'),
    ...aside,
  })
  .meta({ description: 'A directory, local or mounted' });

const server = line('Host name or address', 'backup.example.org').refine(isServer, {
  error: 'is not a host name or address',
});

const serverDirectory = z
  .string()
  .superRefine(checkWith((text) => parseServerDirectory(text, 'it')))
  .meta({ description: 'Relative to the login directory; with a leading / absolute', examples: ['mail'] })
  .optional();

const ftp = z
  .strictObject({
    type: z.literal('ftp'),
    tls: word('Encryption: none, explicit (AUTH TLS), implicit', ['none', 'explicit', 'implicit']).optional(),
    server,
    port: wholeNumber('Default: 21, with implicit TLS 990', 1, HIGHEST_PORT).optional(),
    ...fromUrl,
    directory: serverDirectory,
    ...aside,
  })
  .meta({ description: 'A folder on an FTP server' });

const sftp = z
  .strictObject({
    type: z.literal('sftp'),
    server,
    port: wholeNumber('Default: 22', 1, HIGHEST_PORT).optional(),
    ...fromUrl,
    username: line('User name', 'backup'),
    privateKey: privateKeySchema.optional(),
    directory: serverDirectory,
    ...aside,
  })
  .meta({ description: 'A folder on an SFTP server' });

const url = z
  .strictObject({
    url: line(
      '/path, ftp://user@host:port/dir, ftpes://… (explicit TLS), ftps://… (implicit TLS), sftp://…',
      'ftpes://me@host/mail',
    ).superRefine(checkWith((text) => parseAddress(text, 'it'))),
    password: secretSchema.optional(),
    privateKey: privateKeySchema.optional(),
    fingerprint: fromUrl.fingerprint,
    ...aside,
  })
  .refine(({ privateKey, url: text }) => privateKey === undefined || /^sftp:/i.test(text), {
    path: ['privateKey'],
    error: 'is of use for sftp:// alone',
  })
  .meta({ description: 'An endpoint as a URL' });

/** One side of an item. */
export const sideSchema = z
  .union([
    line('A directory or URL', '/srv/mail').superRefine(checkWith((text) => parseAddress(text, 'it'))),
    url,
    z.discriminatedUnion('type', [directory, ftp, sftp]),
  ])
  .meta({ description: 'A directory or a server' });

export type SideDocument = z.infer<typeof sideSchema>;
export type SecretDocument = z.infer<typeof secretSchema>;

function isServer(text: string): boolean {
  return parseServer(text.includes(':') && !text.startsWith('[') ? `[${text}]` : text) !== undefined;
}

/** The complaint of a reader that throws, as one of the schema. */
function checkWith(read: (text: string) => unknown) {
  return (text: string, check: z.core.$RefinementCtx): void => {
    try {
      read(text);
    } catch (error) {
      check.addIssue({
        code: 'custom',
        message: error instanceof Error ? error.message.replace(/^it:? ?/, '') : '',
      });
    }
  };
}
