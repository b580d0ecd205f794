import { freePorts } from '#servers';
import { inputs } from '../peers/raw/shop.js';
import type { Peer } from './peer.js';
import { answersWell, booksAt, peerProgram, startPrograms } from './programs.js';
import { versionOf } from './versions.js';

/** Plain kafkajs with nothing kept: the limit for programs on it. */
export const rawPeer: Peer = {
  name: 'raw kafkajs, one process',
  durability:
    'at least once; messages are acknowledged by all replicas in sync, ' +
    'books are in memory and are lost with the process',
  versions: { kafkajs: versionOf('kafkajs'), node: process.version },
  processName: 'raw',
  topics: [...inputs, 'updates'],
  takesReceipts: true,
  async start({ servers, prefix }) {
    const [port = 0] = await freePorts(1);
    const address = `http://127.0.0.1:${port}`;
    const programs = startPrograms([
      {
        name: 'raw',
        command: [process.execPath, peerProgram('raw/main.js')],
        environment: {
          KAFKA_BROKERS: servers.brokers.join(','),
          PREFIX: prefix,
          PORT: String(port),
        },
        answers: () => answersWell(address),
      },
    ]);
    return { ...programs, books: () => booksAt(`${address}/ledger`) };
  },
};
