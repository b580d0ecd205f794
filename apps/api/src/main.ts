import { runRoles } from '#nest';
import { startApi } from './index.js';

// Ports: Kafka and Redis by the environment (docs/operations.md).
await runRoles(['api'], startApi);
