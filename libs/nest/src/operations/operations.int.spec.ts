import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { problemAdapter, ProblemFilter } from '#http';
import type { Operated } from '#services';
import { Watch } from '../watching/watch.js';
import type { WorkStatus } from '../work.js';
import { Workers } from '../workers.js';
import { OperationsController } from './operations.controller.js';
import { PartitionsController } from './partitions.controller.js';

const writer: WorkStatus = {
  service: 'orders',
  role: 'writer',
  name: 'orders',
  partition: 2,
  state: 'running',
  lag: 3,
  place: 7,
  term: 4,
  accepted: 12,
};
const halted: WorkStatus = { ...writer, partition: 3, state: 'halted', reason: 'unreadable' };

/** What the process knows of itself. */
const known: { failures: string[]; statuses: WorkStatus[]; waitingFor: string[] } = {
  failures: [],
  statuses: [],
  waitingFor: [],
};
/** What operators asked for, and what came of it. */
const asked: unknown[] = [];
let decided: Operated = { kind: 'not-halted' };

@Module({
  controllers: [OperationsController, PartitionsController],
  providers: [
    { provide: Watch, useValue: known },
    {
      provide: Workers,
      useValue: {
        partitions: 4,
        resume: (...said: unknown[]) => {
          asked.push(said);
          return decided;
        },
        quarantine: async (...said: unknown[]) => {
          asked.push(said);
          return decided;
        },
      },
    },
  ],
})
class OperatedProcess {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(
    OperatedProcess,
    problemAdapter({ forceCloseConnections: true }),
    { bodyParser: false, logger: false },
  );
  app.useGlobalFilters(new ProblemFilter());
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());
beforeEach(() => {
  Object.assign(known, { failures: [], statuses: [], waitingFor: [] });
  asked.length = 0;
});

const call = async (path: string, body?: object) => {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const response = await fetch(
    `${await app.getUrl()}${path}`,
    path.startsWith('/partitions') ? { ...sent, body: JSON.stringify(body ?? {}) } : {},
  );
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : {},
  };
};

describe('health', () => {
  it('is well as long as nothing has failed, and is never kept by anybody', async () => {
    known.statuses = [writer];
    const { status, body, headers } = await call('/health');
    expect([status, body]).toEqual([200, { status: 'ok', halted: [] }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is degraded by a partition that waits for people: the process stays', async () => {
    known.statuses = [writer, halted];
    const { status, body } = await call('/health');
    expect([status, body]).toMatchObject([200, { status: 'degraded', halted: [halted] }]);
  });

  it('asks to be started anew where it hangs', async () => {
    known.failures = ['writer orders/2 stands at 7 of 10 for 120 s'];
    const { status, body } = await call('/health');
    expect([status, body]).toMatchObject([503, { status: 'failing', failures: known.failures }]);
  });
});

describe('readiness', () => {
  it('is told with what it waits for', async () => {
    expect(await call('/ready')).toMatchObject({ status: 200, body: { ready: true } });
    known.waitingFor = ['partitions from the group'];
    expect(await call('/ready')).toMatchObject({
      status: 503,
      body: { ready: false, waitingFor: known.waitingFor },
    });
  });
});

describe('measurements', () => {
  it('are of the partitions that the process has now, and of none that it had', async () => {
    known.statuses = [writer, halted];
    const { text, headers } = await call('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    const labels = (partition: number) =>
      `{service="orders",role="writer",name="orders",partition="${partition}"}`;
    for (const line of [
      `oms_lag_records${labels(2)} 3`,
      `oms_place${labels(2)} 7`,
      `oms_term${labels(2)} 4`,
      `oms_accepted_total${labels(2)} 12`,
      `oms_halted${labels(2)} 0`,
      `oms_halted${labels(3)} 1`,
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).not.toContain(`oms_superseded_total${labels(2)}`);
    known.statuses = [writer];
    expect((await call('/metrics')).text).not.toContain(labels(3));
  });
});

describe('a decision about a partition', () => {
  it('is given on as it was said, and answered by what goes on', async () => {
    decided = { kind: 'resumed', names: ['orders'] };
    expect(await call('/partitions/orders/2/resume')).toMatchObject({
      status: 200,
      body: { service: 'orders', partition: 2, resumed: ['orders'] },
    });
    await call('/partitions/orders/2/resume?accept=clock');
    await call('/partitions/orders/1/quarantine', { offset: 7, source: 'inventory' });
    expect(asked).toEqual([
      ['orders', 2, false],
      ['orders', 2, true],
      ['orders', 1, 7, 'inventory'],
    ]);
  });

  it('that this process cannot carry out says which one can', async () => {
    decided = { kind: 'elsewhere', names: ['orders', 'orders ← inventory'] };
    const { status, body } = await call('/partitions/orders/2/resume');
    expect([status, body.code]).toEqual([409, 'partition_elsewhere']);
    expect(body.detail).toContain('another process than this has orders/2, orders ← inventory/2');
  });

  it.each([
    ['/partitions/orders/4/resume', {}, 'parameter_invalid'],
    ['/partitions/billing/1/resume', {}, 'parameter_invalid'],
    ['/partitions/orders/1/resume?accept=all', {}, 'parameter_invalid'],
    ['/partitions/orders/1/quarantine', {}, 'schema_invalid'],
    ['/partitions/orders/1/quarantine', { offset: -1 }, 'schema_invalid'],
    ['/partitions/orders/1/quarantine', { offset: 1, why: 'x' }, 'schema_invalid'],
  ])('%s with %j is refused before anybody is asked', async (path, body, code) => {
    expect((await call(path, body)).body).toMatchObject({ code, status: 400 });
    expect(asked).toEqual([]);
  });
});
