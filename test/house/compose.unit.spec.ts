/** What docker-compose.yml and the image set is what each service takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readSettings } from '#nest';
import { appNames } from '#services';
import { root } from './project.js';

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly environment?: Readonly<Record<string, string | number>> }>
  >;
}

const compose: Compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
});
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
const image = Object.fromEntries(
  Array.from(dockerfile.matchAll(/\b(OMS_[A-Z_]+)=(\S+)/g), ([, name, value]) => [name, value]),
);

/** As `docker compose` fills them in. */
const environmentOf = (service: string, given: Readonly<Record<string, string>>) => ({
  ...image,
  ...Object.fromEntries(
    Object.entries(compose.services[service]?.environment ?? {}).map(([name, value]) => [
      name,
      String(value).replace(
        /\$\{([A-Z_]+):-([^}]*)\}/g,
        (_, set: string, usual: string) => given[set] ?? usual,
      ),
    ]),
  ),
});

test('every app is started, and may be called by its name', () => {
  const names = compose.services['api']?.environment?.['OMS_ALLOWED_HOSTS'];
  expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['oms', ...appNames]));
  for (const app of ['oms', ...appNames])
    expect(String(names)).toMatch(new RegExp(`[-,]${app}[,}]`));
});

const processes = [...appNames.map((app) => [app, [app]] as const), ['oms', appNames] as const];

test.each(processes)('%s gets all that it needs, and the token of its operators', (app, roles) => {
  const settings = readSettings(
    roles,
    environmentOf(app, {
      OMS_NUMBER_KEY: 'a1'.repeat(32),
      OMS_API_TOKEN: 'secret',
      OMS_PARTITIONS: '8',
    }),
  );
  expect(settings).toMatchObject({
    host: '0.0.0.0',
    port: 3_000,
    token: 'secret',
    redisUrl: 'redis://redis:6379',
    kafka: { brokers: ['kafka:19092'], partitions: 8, replication: 1 },
  });
  expect(settings.keys.epochs).toHaveLength(1);
});
