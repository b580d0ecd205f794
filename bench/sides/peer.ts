import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { randomBytes } from 'node:crypto';
import { startServers } from '#servers';
import type { Servers } from '#servers';
import type { Admin } from 'kafkajs';
import { countDescendants } from '../flow/processes.js';
import type { Books } from '../orders/ledger.js';
import { PeerLoad } from './peer-load.js';
import type { Side, SideWanted } from './side.js';

export interface PeerPlace {
  readonly servers: Servers;
  readonly prefix: string;
  readonly replication: number;
}

/** The programs of a peer, running. */
export interface PeerPrograms {
  /** Resolves once they take orders. */
  ready(): Promise<void>;
  books(refs: readonly string[]): Promise<Books>;
  stop(): Promise<void>;
}

export interface Peer {
  readonly name: string;
  readonly durability: string;
  readonly versions: Readonly<Record<string, string>>;
  /** What its CPU goes by begins so. */
  readonly processName: string;
  readonly topics: readonly string[];
  /** Whether it takes opening stock from the topic `receipts`. */
  readonly takesReceipts: boolean;
  start(place: PeerPlace): Promise<PeerPrograms>;
}

const peerPartitions = 4;
const restMs = 1_500;

/** Topics of this run, made before and removed after; groups end by themselves. */
const withAdmin = async (
  { servers, prefix }: PeerPlace,
  use: (admin: Admin) => Promise<unknown>,
): Promise<void> => {
  const brokers = [...servers.brokers];
  const kafka = new Kafka({ clientId: `${prefix}topics`, brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    await use(admin);
  } finally {
    await admin.disconnect();
  }
};

const makeTopics = (place: PeerPlace, names: readonly string[]): Promise<void> =>
  withAdmin(place, (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: names.map((name) => ({
        topic: place.prefix + name,
        numPartitions: peerPartitions,
        replicationFactor: place.replication,
      })),
    }),
  );

/** Of servers that others use after us: nothing of this run stays there. */
const removeTopics = (place: PeerPlace): Promise<void> =>
  withAdmin(place, async (admin) => {
    const topics = await admin.listTopics();
    await admin.deleteTopics({ topics: topics.filter((name) => name.startsWith(place.prefix)) });
  });

/** A side of Kafka peers: orders go in by a topic, and updates come out by another. */
export const peerSide = async (peer: Peer, { seed, brokers }: SideWanted): Promise<Side> => {
  const servers = await startServers({ brokers, lasting: true });
  const prefix = `peer-${randomBytes(4).toString('hex')}-`;
  const place: PeerPlace = { servers, prefix, replication: brokers };
  await makeTopics(place, peer.topics);
  const load = new PeerLoad(
    servers.brokers,
    prefix,
    {
      orders: `${prefix}orders`,
      receipts: peer.takesReceipts ? `${prefix}receipts` : undefined,
      updates: `${prefix}updates`,
    },
    seed,
  );
  const programs = await peer.start(place);
  await Promise.all([programs.ready(), load.connect()]);
  await load.receive();
  await pause(restMs);
  return {
    how: `${peer.name} on ${brokers} broker(s)`,
    durability: peer.durability,
    versions: peer.versions,
    stage: { load: load.open, memoryMiB: () => undefined, countOthers: countDescendants },
    isOwn: (name) => name.startsWith(peer.processName),
    faults: async () => {
      await pause(restMs);
      const books = await programs.books(load.ledger.refs());
      return [
        ...load.ledger.faults(books),
        ...[...load.heard].flatMap(([ref, times]) =>
          times === 1 ? [] : [`order ${ref} was told to be shipped ${times} times`],
        ),
      ];
    },
    close: async () => {
      await load.close();
      await programs.stop();
      if (!servers.owned) await removeTopics(place);
      await servers.stop();
    },
  };
};
