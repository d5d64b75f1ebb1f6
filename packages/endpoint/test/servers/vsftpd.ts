import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Given, Plan } from './blueprint.js';

/** Anonymous with every right, as the user who runs the tests; it needs no root. */
export function vsftpd({ folder, root, port, passive, tls, variant }: Given): Plan {
  const user = userInfo().username;
  const config = join(folder, 'vsftpd.conf');
  const lines = [
    'listen=YES',
    'listen_address=127.0.0.1',
    `listen_port=${port}`,
    'background=NO',
    'run_as_launching_user=YES',
    'anonymous_enable=YES',
    'no_anon_password=NO',
    'local_enable=NO',
    `ftp_username=${user}`,
    `nopriv_user=${user}`,
    `anon_root=${root}`,
    'allow_writeable_chroot=YES',
    'write_enable=YES',
    'anon_upload_enable=YES',
    'anon_mkdir_write_enable=YES',
    'anon_other_write_enable=YES',
    'anon_umask=022',
    'anon_world_readable_only=NO',
    `mdtm_write=${variant === 'no-times' ? 'NO' : 'YES'}`,
    'seccomp_sandbox=NO',
    'use_localtime=NO',
    `pasv_min_port=${passive.from}`,
    `pasv_max_port=${passive.to}`,
    'max_clients=100',
    'max_per_ip=100',
    `force_dot_files=${variant === undefined ? 'YES' : 'NO'}`,
    // Leaves dot names out of every listing, also of LIST -a, but answers by name.
    ...(variant === 'hides-dot-names' ? ['hide_file={.*}'] : []),
    ...(tls === undefined
      ? []
      : [
          'ssl_enable=YES',
          'allow_anon_ssl=YES',
          'force_anon_logins_ssl=YES',
          'force_anon_data_ssl=YES',
          `rsa_cert_file=${tls.certificate.certificate}`,
          `rsa_private_key_file=${tls.certificate.key}`,
          `implicit_ssl=${tls.mode === 'implicit' ? 'YES' : 'NO'}`,
          'require_ssl_reuse=YES',
          'ssl_ciphers=HIGH',
        ]),
  ];
  writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
  return {
    program: 'vsftpd',
    args: [config],
    username: 'anonymous',
    password: 'tests@example.org',
    loginDirectory: root,
  };
}
