import { runService, WorkersModule } from '#nest';

// Ports: Kafka, Redis and local states by the environment (docs/operations.md).
await runService('inventory', WorkersModule.of('inventory'));
