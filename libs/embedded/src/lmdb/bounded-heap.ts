import { parentPort, Worker, workerData } from 'node:worker_threads';

/**
 * What a backend may keep in its heap, in MiB. What lives there does not grow with the orders; a
 * large young generation keeps the messages under way out of the old one, which else grows to
 * several times of what lives before the engine looks at it.
 */
const heapMiB = { old: 512, young: 96 } as const;

const stop = 'stop';

/**
 * Runs `module` (which calls `bounded`) in a thread of this process with a bounded heap; resolves
 * with its exit code once it has ended. Where the bound is not enough the thread dies and this
 * rejects: the process ends and the next start goes on from the log.
 */
export const runBounded = (module: URL, input: object, signal?: AbortSignal): Promise<number> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(module, {
      workerData: input,
      resourceLimits: {
        maxOldGenerationSizeMb: heapMiB.old,
        maxYoungGenerationSizeMb: heapMiB.young,
      },
    });
    let code = 0;
    const end = (): void => thread.postMessage(stop);
    signal?.addEventListener('abort', end, { once: true });
    thread.on('message', (ended: number) => {
      code = ended;
    });
    thread.once('error', reject);
    thread.once('exit', (died) => {
      signal?.removeEventListener('abort', end);
      resolve(died === 0 ? code : died);
    });
  });

/** The other side: runs `work` with what `runBounded` was given, until `signal` where it asks. */
export const bounded = async <I extends object>(
  work: (input: I, signal: AbortSignal) => Promise<number>,
): Promise<void> => {
  const controller = new AbortController();
  parentPort?.on('message', () => controller.abort());
  try {
    const code = await work(workerData as I, controller.signal);
    parentPort?.postMessage(code);
  } finally {
    parentPort?.close();
  }
};
