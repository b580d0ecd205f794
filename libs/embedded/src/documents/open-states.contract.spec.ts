import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { statesContract } from '#ports/contract';
import { openStates } from './open-states.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'open-states-'));

statesContract('embedded, states alone', async () => {
  const root = folder();
  let opened = openStates('orders', root);
  return {
    states: opened.states,
    reopen: async () => {
      await opened.close();
      opened = openStates('orders', root);
      return opened.states;
    },
    close: async () => {
      await opened.close();
      rmSync(root, { recursive: true });
    },
  };
});

describe('where states are kept', () => {
  test('each process has a folder of its own, which the next one takes up again', async () => {
    const root = folder();
    const [one, two] = [openStates('orders', root), openStates('orders', root)];
    expect([one, two].map(({ directory }) => basename(directory))).toEqual([
      'orders-0',
      'orders-1',
    ]);
    await one.close();
    const other = openStates('orders', root);
    expect(other.directory).toBe(one.directory);
    await Promise.all([two.close(), other.close()]);
    rmSync(root, { recursive: true });
  });

  test('a temporary folder is removed', async () => {
    const opened = openStates('orders', undefined);
    await (
      await opened.states('orders', 0)
    ).commit(new Map([['a', {}]]), {
      position: { offset: 1, term: 0, chain: 0, inbox: 0, digest: '', logId: '' },
      fold: 'f',
      memory: {},
    });
    expect(existsSync(opened.directory)).toBe(true);
    await opened.close();
    expect(existsSync(opened.directory)).toBe(false);
  });
});
