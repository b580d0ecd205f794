/** An installation that was set up on the shared broker, and starts that it refuses. */
import type { KafkaOptions } from '../src/client/options.js';
import { checkSetup, prepareTopics } from '../src/installation/setup.js';
import type { KafkaSettings } from '../src/installation/settings-check.js';
import { SetupRefused } from '#ports';
import { ownOptions, removeAll } from './cluster.js';

/** Sets one up with these settings, and removes it after `run`. */
export const withInstallation = async (
  settings: KafkaSettings,
  run: (options: KafkaOptions) => Promise<void>,
): Promise<void> => {
  const options = ownOptions();
  try {
    await prepareTopics(options, settings);
    await run(options);
  } finally {
    await removeAll(options);
  }
};

export const refusal = async (work: Promise<void>): Promise<SetupRefused> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof SetupRefused) return error;
  throw new Error(`not refused but ${String(error)}`);
};

/** Who only looks is refused as who sets up is. */
export const expectBothRefuse = async (
  options: KafkaOptions,
  settings: KafkaSettings,
  expected: object,
): Promise<void> => {
  expect(await refusal(checkSetup(options, settings))).toMatchObject(expected);
  expect(await refusal(prepareTopics(options, settings))).toMatchObject(expected);
};
