import { isLoopback } from '#http';
import {
  listeningFault,
  openEdge,
  openInstallation,
  readSettings,
  runProcess,
  SettingsRefused,
} from '#nest';
import type { Settings } from '#nest';
import { startApi } from './index.js';

// Ports: Kafka and Redis by the environment (docs/operations.md).
const settingsOf = (environment: NodeJS.ProcessEnv): Settings => {
  const settings = readSettings('api', environment);
  if (settings.token !== undefined || isLoopback(settings.host)) return settings;
  throw new SettingsRefused([
    'OMS_API_TOKEN is not set: expected the bearer token that callers ' +
      `send, as OMS_HOST is ${settings.host}; without a token it is a loopback address`,
  ]);
};

await runProcess('api', async (journal) => {
  const settings = settingsOf(process.env);
  const installation = await openInstallation(settings, journal);
  const { guarded, host, port, token } = settings;
  const { gateway, stop } = openEdge(installation);
  try {
    const api = await startApi({
      ...guarded,
      gateway,
      host,
      port,
      logger: installation.logger,
      ...(token === undefined ? {} : { token }),
    });
    return {
      startMessage: `api ${api.address}`,
      failed: installation.crashed,
      close: async () => {
        await api.close();
        stop();
        await installation.close();
      },
    };
  } catch (error) {
    await installation.close();
    throw listeningFault(error, settings);
  }
});
