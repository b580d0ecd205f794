import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstLine } from './first-line.js';
import type { Security } from './security.js';

const run = promisify(execFile);

/** The user, and Redis's own without a name, with the password; over TLS, or why not. */
export interface RedisSecurity extends Pick<Security, 'user' | 'password' | 'ca'> {
  readonly tls:
    | { readonly certificate: string; readonly key: string }
    | { readonly missing: string };
}

export async function redisSecurity(
  { user, password, ca, caFile, keystore, keystorePassword }: Security,
  folder: string,
  program: string,
): Promise<RedisSecurity> {
  const missing = await whyNoTls(program);
  if (missing !== undefined) return { user, password, ca, tls: { missing } };
  // Redis reads PEM, and keytool gives no key away.
  const key = join(folder, 'key.pem');
  await run('openssl', [
    'pkcs12',
    '-in',
    keystore,
    '-passin',
    `pass:${keystorePassword}`,
    '-nocerts',
    '-nodes',
    '-out',
    key,
  ]);
  return { user, password, ca, tls: { certificate: caFile, key } };
}

async function whyNoTls(program: string): Promise<string | undefined> {
  if ((await firstLine('openssl', 'version')) === undefined) return 'no openssl on the PATH';
  // What it knows it finds fault with, so that it never starts.
  const said = await run(program, ['--tls-port', '?']).then(
    ({ stdout }) => stdout,
    (error: unknown) => String(error),
  );
  return said.includes('Bad directive') ? 'this redis-server was built without TLS' : undefined;
}

/** What a Redis server is told of its port and its users. */
export function listening(port: number, security: RedisSecurity | undefined): readonly string[] {
  if (security === undefined) return ['--port', String(port)];
  const { user, password, tls } = security;
  const users = [user, 'default'].flatMap((each) => [
    '--user',
    each,
    'on',
    `>${password}`,
    '~*',
    '&*',
    '+@all',
  ]);
  if ('missing' in tls) return ['--port', String(port), ...users];
  return [
    '--port',
    '0',
    '--tls-port',
    String(port),
    '--tls-auth-clients',
    'no',
    '--tls-cert-file',
    tls.certificate,
    '--tls-key-file',
    tls.key,
    ...users,
  ];
}
