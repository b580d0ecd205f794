import { generationsContract, projectionsContract } from '#ports/contract';
import { openRedis } from './open-redis.js';
import { startServer } from '../test/server.js';
import type { Server } from '../test/server.js';

let server: Server;
let opened = 0;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const openViews = async () => {
  const prefix = `contract-${(opened += 1)}:`;
  const families = [await openRedis({ url: server.url, prefix })];
  const reopen = async () => {
    await families.at(-1)?.close();
    const family = await openRedis({ url: server.url, prefix });
    families.push(family);
    return family.generations;
  };
  const [family] = families;
  if (family === undefined) throw new Error('no family');
  return {
    generations: family.generations,
    reopen,
    close: async () => {
      await Promise.all(families.map((each) => each.close()));
    },
  };
};
projectionsContract('redis', openViews);
generationsContract('redis', openViews);
