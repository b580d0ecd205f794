import { nestPeer } from './nest.js';
import { ownSide } from './own.js';
import { peerSide } from './peer.js';
import type { Peer } from './peer.js';
import { rawPeer } from './raw.js';
import type { Side, SideWanted } from './side.js';
import { whyNoStreams } from './streams-build.js';
import { streamsPeer } from './streams.js';

interface Entry {
  /** For people, in a table. */
  readonly title: string;
  /** Why it cannot run here; undefined where it can. */
  whyNot(): Promise<string | undefined>;
  open(wanted: SideWanted): Promise<Side>;
}

const always = async (): Promise<undefined> => undefined;
const peer = (title: string, made: Peer, whyNot: Entry['whyNot'] = always): Entry => ({
  title,
  whyNot,
  open: (wanted) => peerSide(made, wanted),
});

/** Everybody who can run the shop on Kafka, by the name that the command line takes. */
export const sides = {
  ours: { title: 'Throughline', whyNot: always, open: ownSide(false) },
  services: { title: 'Throughline, five services', whyNot: always, open: ownSide(true) },
  streams: peer('Kafka Streams, default commit interval', streamsPeer(), whyNoStreams),
  'streams-10': peer('Kafka Streams, commit every 10 ms', streamsPeer(10), whyNoStreams),
  nest: peer('stock NestJS with ioredis', nestPeer),
  raw: peer('raw kafkajs, nothing kept', rawPeer),
} as const satisfies Readonly<Record<string, Entry>>;

export type SideName = keyof typeof sides;

export const sideNames = Object.keys(sides) as readonly SideName[];

export const sideNamed = (text: string): SideName => {
  const found = sideNames.find((name) => name === text);
  if (found === undefined) {
    throw new TypeError(`no side '${text}': expected one of ${sideNames.join(', ')}`);
  }
  return found;
};
