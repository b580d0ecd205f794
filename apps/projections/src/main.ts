import { runService, ViewsModule } from '#nest';

// Ports: Kafka and Redis by the environment (docs/operations.md).
await runService('projections', ViewsModule);
