import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { AskedWrongly } from './asked.js';
import { allServices, holdPorts, oneProgram } from './ports.js';

const quiet = (): void => undefined;
/** Below what is handed out to outgoing connections, apart from what the launcher gives servers. */
const from = 18_000 + (process.pid % 1_000);
let others: Server[];

beforeEach(() => void (others = []));
afterEach(() => {
  for (const other of others) other.close();
});

async function taken(port: number): Promise<void> {
  const other = createServer().listen(port, '127.0.0.1');
  others.push(other);
  await once(other, 'listening');
}

it('holds the port that was asked for and the next four, for nobody else to have', async () => {
  const { ports, release } = await holdPorts(allServices, from, quiet);
  expect(ports).toEqual([from, from + 1, from + 2, from + 3, from + 4]);
  await expect(holdPorts(oneProgram, from, quiet)).rejects.toThrow(
    `port ${from} is taken; give another`,
  );
  await release();
  await taken(from + 4);
});

it('names the one of those asked for that is taken, and holds none', async () => {
  await taken(from + 3);
  const asked = holdPorts(allServices, from, quiet);
  await expect(asked).rejects.toThrow(AskedWrongly);
  await expect(asked).rejects.toThrow(`port ${from + 3} is taken (that of shipping: `);
  await taken(from);
});

it('refuses a port that leaves none for the services', async () => {
  await expect(holdPorts(allServices, 65_534, quiet)).rejects.toThrow(
    /not 5 free port\(s\) from 65534 to 65535/,
  );
});

it('takes the next free ones where none was asked for', async () => {
  const said: string[] = [];
  const first = await holdPorts(allServices, undefined, quiet);
  const second = await holdPorts(oneProgram, undefined, (line) => void said.push(line));
  expect(second.ports[0]).toBeGreaterThan(first.ports.at(-1) ?? 0);
  expect(said).toEqual([`port 3000 is taken, using ${second.ports[0]}`]);
  await Promise.all([first.release(), second.release()]);
});
