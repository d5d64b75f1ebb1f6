import {
  Fieldset,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { SideName } from '../api/shapes';
import { BrowseField } from './BrowseField';
import type { FieldState } from './field';
import { fieldProps } from './field';
import { IgnoreTester } from './IgnoreTester';
import { ProbeButton } from './ProbeButton';
import { isOverSsh } from './to-document';
import type { ItemValues, PasswordBy, SideValues } from './values';

export interface SideFieldsProps {
  readonly side: SideName;
  readonly item: ItemValues;
  readonly state: FieldState;
  readonly hasPassword: boolean;
  readonly onChange: (side: SideValues) => void;
}

const TYPES = [
  { value: 'ftp', label: 'FTP' },
  { value: 'sftp', label: 'SFTP' },
  { value: 'directory', label: 'Directory' },
  { value: 'url', label: 'Address (URL)' },
];

/** One side: where it is, what is left out of it, and how it is told from the wrong one. */
export function SideFields({ side, item, state, hasPassword, onChange }: SideFieldsProps) {
  const values = item[side];
  const change = (changes: Partial<SideValues>) => onChange({ ...values, ...changes });
  const props = (key: string) => fieldProps(state, `${side}.${key}`);
  const label = side === 'source' ? 'Source' : 'Destination';
  const isServer = values.type === 'ftp' || values.type === 'sftp';
  const hasHostKey = isOverSsh(values);
  return (
    <Fieldset legend={label}>
      <Stack gap="sm">
        <Select
          label="Type"
          description="FTP, SFTP: a folder on a server. Directory: local, or a mounted network directory"
          allowDeselect={false}
          data={TYPES}
          value={values.type}
          onChange={(type) => change({ type: (type ?? 'directory') as SideValues['type'] })}
        />
        {values.type === 'directory' && (
          <BrowseField
            label="Directory"
            description="A path on the machine of the daemon"
            required
            value={values.path}
            onChange={(path) => change({ path })}
            {...props('path')}
          />
        )}
        {isServer && <ServerFields {...{ values, change, props }} />}
        {values.type === 'url' && (
          <TextInput
            label="Address"
            description="ftp://user@host:port/dir, ftpes://… (explicit TLS), ftps://… (implicit TLS), sftp://…"
            required
            value={values.url}
            onChange={({ currentTarget }) => change({ url: currentTarget.value })}
            {...props('url')}
          />
        )}
        {values.type !== 'directory' && (
          <PasswordFields {...{ values, change, props }} isKept={isKept(values, hasPassword)} />
        )}
        {hasHostKey && (
          <TextInput
            label="Private key"
            description="A file on the machine of the daemon, to log in with instead of a password. Where it is encrypted, the password is its passphrase"
            placeholder="/etc/syncline/backup-key"
            value={values.privateKey}
            onChange={({ currentTarget }) => change({ privateKey: currentTarget.value })}
            {...props('privateKey')}
          />
        )}
        {isServer && (
          <TextInput
            label="Directory"
            description="On the server, with slashes; relative to the login directory, with a leading / absolute"
            placeholder="backup/mail"
            value={values.directory}
            onChange={({ currentTarget }) => change({ directory: currentTarget.value })}
            {...props('directory')}
          />
        )}
        {values.type !== 'directory' && (
          <TextInput
            label={hasHostKey ? 'Host key fingerprint' : 'Certificate fingerprint'}
            description={
              hasHostKey
                ? 'SHA-256 of the one host key that is accepted; empty: one that ~/.ssh/known_hosts of the daemon has'
                : 'SHA-256 of the one certificate that is accepted; empty: one that is verified'
            }
            value={values.fingerprint}
            onChange={({ currentTarget }) => change({ fingerprint: currentTarget.value })}
            {...props('fingerprint')}
          />
        )}
        <Textarea
          label="Ignore List"
          description="A regular expression per line; what it matches is left out on both sides. With a slash it is tried on the path, else on the name"
          placeholder="\.db$"
          autosize
          minRows={2}
          className="monospace"
          value={values.ignore}
          onChange={({ currentTarget }) => change({ ignore: currentTarget.value })}
          {...props('ignore')}
        />
        <TextInput
          label="File Check"
          description="A file that must be there, so that the wrong disk is never synchronized: PATH, or PATH=[REGEX] for its text. In the destination of a clone, ignore it: else it is removed as extra"
          placeholder="my_device.txt"
          value={values.fileCheck}
          onChange={({ currentTarget }) => change({ fileCheck: currentTarget.value })}
          {...props('fileCheck')}
        />
        <Group>
          <ProbeButton side={side} item={item} />
          <IgnoreTester side={side} item={item} onChange={(ignore) => change({ ignore })} />
        </Group>
      </Stack>
    </Fieldset>
  );
}

function isKept({ before }: SideValues, hasPassword: boolean): boolean {
  if (before === undefined || typeof before === 'string') return false;
  return before['password'] !== undefined || hasPassword;
}

interface PartProps {
  readonly values: SideValues;
  readonly change: (changes: Partial<SideValues>) => void;
  readonly props: (key: string) => ReturnType<typeof fieldProps>;
}

function ServerFields({ values, change, props }: PartProps) {
  return (
    <>
      <SimpleGrid cols={2}>
        <TextInput
          label="Server"
          description="Name or address"
          placeholder="backup.example.org"
          required
          value={values.server}
          onChange={({ currentTarget }) => change({ server: currentTarget.value })}
          {...props('server')}
        />
        <NumberInput
          label="Port"
          description="Empty: the usual one"
          placeholder={usualPort(values)}
          hideControls
          value={values.port}
          onChange={(port) => change({ port: String(port) })}
          {...props('port')}
        />
      </SimpleGrid>
      {values.type === 'ftp' && (
        <Select
          label="Encryption"
          description="Without it, everybody on the way can read the password"
          allowDeselect={false}
          data={[
            { value: 'explicit', label: 'Explicit TLS (FTPES)' },
            { value: 'implicit', label: 'Implicit TLS (FTPS)' },
            { value: 'none', label: 'None' },
          ]}
          value={values.tls}
          onChange={(tls) => change({ tls: (tls ?? 'none') as SideValues['tls'] })}
        />
      )}
      <TextInput
        label="Username"
        required={values.type === 'sftp'}
        autoComplete="off"
        value={values.username}
        onChange={({ currentTarget }) => change({ username: currentTarget.value })}
        {...props('username')}
      />
    </>
  );
}

function usualPort({ tls, type }: SideValues): string {
  if (type === 'sftp') return '22';
  return tls === 'implicit' ? '990' : '21';
}

function PasswordFields({ values, change, props, isKept: kept }: PartProps & { readonly isKept: boolean }) {
  const typed = values.passwordBy === 'typed';
  const shared = {
    value: values.password,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      change({ password: currentTarget.value }),
    ...props('password'),
  };
  return (
    <Stack gap={4}>
      {typed ? (
        <PasswordInput
          label="Password"
          description="Kept in the encrypted store, not in the configuration"
          autoComplete="new-password"
          placeholder={kept ? 'As it is' : ''}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          {...shared}
        />
      ) : (
        <TextInput
          label="Password"
          description={values.passwordBy === 'env' ? 'Name of the environment variable' : 'Path of the file'}
          {...shared}
        />
      )}
      <Select
        size="xs"
        aria-label="How the password is given"
        allowDeselect={false}
        data={[
          { value: 'typed', label: 'typed here' },
          { value: 'env', label: 'from an environment variable' },
          { value: 'file', label: 'from a file' },
        ]}
        value={values.passwordBy}
        onChange={(by) => change({ passwordBy: (by ?? 'typed') as PasswordBy, password: '' })}
      />
      {typed && kept && (
        <Text size="xs" c="dimmed">
          Leave it empty to keep it. Another server, user or key needs it typed again.
        </Text>
      )}
    </Stack>
  );
}
