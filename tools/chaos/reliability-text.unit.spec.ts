import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChaosReport } from './report.js';
import { chaosRun, reliabilityText } from './reliability-text.js';

const recovery = { samples: 3, p50Ms: 1_200, p99Ms: 9_000, mostMs: 9_040 };
const run: ChaosReport = {
  seed: 7,
  minutes: 5,
  commit: 'abc1234',
  date: '2026-01-05',
  faults: { 'service-kill': 12, 'append-cut': 30 },
  faultsFailed: [],
  load: {
    orders: 10,
    probes: 5,
    cancels: 3,
    receipts: 1,
    published: 1,
    refused: 0,
    givenUp: 0,
    again: {},
    poison: 4,
  },
  logs: {
    inboxRecords: 40,
    answers: 39,
    superseded: 2,
    foreign: 1,
    terms: 8,
    skus: 3,
    unitsReceived: 9,
    unitsReserved: 7,
    channelRecords: 2,
  },
  found: { lost: 0, unanswered: 1, superseded: 0, doubled: 0, oversold: 0, undersold: 0 },
  recovery: {
    ...recovery,
    mostAllowedMs: 15_000,
    byFault: { 'service-kill': recovery },
    neverRecovered: [],
    longestSilenceMs: 12_000,
  },
  endings: [],
  verify: { code: 0, said: '' },
  failures: [],
};

test('a run tells what was done, found and measured', () => {
  const text = chaosRun(run);
  expect(text).toContain('`npm run chaos -- --minutes 5 --seed 7` on `abc1234`, 2026-01-05.');
  expect(text).toContain('Acknowledged: 20 requests, 4 pieces of poison.');
  expect(text).toContain('It passed; `oms verify` found nothing.');
  expect(text).toContain('| append-cut | 30 |\n| service-kill | 12 |');
  expect(text).toContain('| unanswered | an inbox record, or an order, has no answer | 1 |');
  expect(text).toContain('| service-kill | 3 | 1.2 s | 9.0 s | 9.0 s |');
});

test('a run that failed says so', () => {
  const text = chaosRun({ ...run, failures: ['lost: order R-1 is not placed\nmore'] });
  expect(text).toContain(
    'It failed; `oms verify` found nothing:\n\n- lost: order R-1 is not placed',
  );
});

test('what is recorded stands between the markers; nothing recorded is told', () => {
  const root = mkdtempSync(join(tmpdir(), 'throughline-reliability-'));
  try {
    const results = join(root, 'test/chaos/results');
    mkdirSync(results, { recursive: true });
    mkdirSync(join(root, 'docs'));
    const open = '<!-- generated: chaos -->';
    writeFileSync(join(root, 'docs/reliability.md'), `before\n${open}\nold\n<!-- end -->\nafter\n`);
    expect(reliabilityText(root)).toContain(`${open}\nNo run is recorded yet.\n`);
    writeFileSync(join(results, 'seed-7.json'), JSON.stringify(run));
    expect(reliabilityText(root)).toBe(`before\n${open}\n${chaosRun(run)}\n<!-- end -->\nafter\n`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
