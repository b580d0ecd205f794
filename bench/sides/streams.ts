import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '#servers';
import type { Peer } from './peer.js';
import { answersWell, booksAt, startPrograms } from './programs.js';
import { streamsJars } from './streams-build.js';

/** Its default. */
const threads = 1;

/** One application on Kafka Streams; `commitMs`: another commit interval than its default. */
export const streamsPeer = (commitMs?: number): Peer => ({
  name:
    'Kafka Streams, exactly_once_v2, RocksDB, ' +
    (commitMs === undefined ? 'commit interval at its default (100 ms)' : `commit ${commitMs} ms`),
  durability:
    'exactly once; messages and changelogs are acknowledged by all replicas in sync and ' +
    'committed by transactions; RocksDB is made again from the changelogs',
  versions: { 'kafka-streams': '4.2.0', rocksdbjni: '10.1.3' },
  processName: 'streams',
  topics: ['orders', 'receipts', 'reservations', 'reserved', 'shipments', 'dispatched', 'updates'],
  takesReceipts: true,
  async start({ servers, prefix, replication }) {
    const jars = await streamsJars();
    const [port = 0] = await freePorts(1);
    const state = mkdtempSync(join(tmpdir(), 'throughline-streams-'));
    const address = `http://127.0.0.1:${port}`;
    const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';
    const programs = startPrograms([
      {
        name: 'streams',
        command: ['java', quiet, '-cp', join(jars, '*'), 'shop.ShopApplication'],
        environment: {
          KAFKA_BROKERS: servers.brokers.join(','),
          PREFIX: prefix,
          REPLICATION: String(replication),
          STATE_DIR: state,
          PORT: String(port),
          THREADS: String(threads),
          ...(commitMs === undefined ? {} : { COMMIT_MS: String(commitMs) }),
        },
        answers: () => answersWell(`${address}/ready`),
      },
    ]);
    return {
      ready: programs.ready,
      books: () => booksAt(`${address}/ledger`),
      stop: async () => {
        await programs.stop();
        rmSync(state, { recursive: true, force: true });
      },
    };
  },
});
